/** The embedded PostgreSQL in a thread of its own: its queries cannot be interrupted, and must not hold up the server. */
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import type { Statement } from "#knowledge/store/database.ts";
import { parent, threadData } from "#platform/host.ts";

/** What the thread is asked. */
export type StoreRequest = { readonly id: number; readonly statements: readonly Statement[]; readonly close?: boolean };
/** What it answers: the last statement's rows, or what went wrong. `ready` comes once, first. */
export type StoreAnswer =
  | { readonly id: number; readonly rows: Record<string, unknown>[] }
  | { readonly id: number; readonly failure: string };

/** Emscripten's file errors are no Errors: they have a name and a number. */
function reason(error: unknown): string {
  if (error instanceof Error && error.message !== "") return error.message;
  const { name, errno, code } = Object(error) as { name?: unknown; errno?: unknown; code?: unknown };
  const known = [name, code ?? errno].filter((part) => part !== undefined).join(" ");
  return known === "" ? String(error) : known;
}

try {
  const { folder } = (await threadData()) as { folder: string | undefined };
  const options = { extensions: { vector } };
  const database = folder === undefined ? await PGlite.create(options) : await PGlite.create(folder, options);
  let line: Promise<void> = Promise.resolve(); // one request after another
  parent.listen((message) => {
    const { id, statements, close } = message as StoreRequest;
    line = line.then(async () => {
      try {
        if (close) await database.close();
        parent.post({ id, rows: close ? [] : await run(database, statements) } satisfies StoreAnswer);
      } catch (error) {
        parent.post({ id, failure: reason(error) } satisfies StoreAnswer);
      }
    });
  });
  parent.post({ id: 0, rows: [] } satisfies StoreAnswer);
} catch (error) {
  parent.post({ id: 0, failure: reason(error) } satisfies StoreAnswer);
}

async function run(database: PGlite, statements: readonly Statement[]): Promise<Record<string, unknown>[]> {
  const [only] = statements;
  if (statements.length === 1 && only)
    return (await database.query<Record<string, unknown>>(only.sql, [...(only.parameters ?? [])])).rows;
  return database.transaction(async (transaction) => {
    for (const { sql, parameters = [] } of statements) await transaction.query(sql, [...parameters]);
    return [];
  });
}
