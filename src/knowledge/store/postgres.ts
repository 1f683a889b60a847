import pg from "pg";
import { VitralError } from "#base/error.ts";
import type { Database } from "#knowledge/store/database.ts";

/** A server that does not answer, by then, does not run. */
const connectMs = 10_000;

/**
 * Opens a PostgreSQL server (15 or newer, with pgvector) by its address.
 * @throws VitralError `knowledge.server` if it cannot be used, now or in a later query
 */
export async function openPostgres(url: string): Promise<Database> {
  // what is no address may still hold a password: it is not repeated
  if (!URL.canParse(url)) throw new VitralError("knowledge.server", { host: "…", reason: "postgres://HOST/DATABASE?" });
  const host = new URL(url).host || "localhost";
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: connectMs });
  // A connection may break while nothing is asked, as when the server starts anew: the next query opens another.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const failure = (cause: unknown): unknown =>
    isOurFault(cause) ? cause : new VitralError("knowledge.server", { host, reason: reasonOf(cause) }, { cause });
  const query: Database["query"] = async (sql, parameters = []) => {
    try {
      return (await pool.query(sql, [...parameters])).rows;
    } catch (cause) {
      throw failure(cause);
    }
  };
  try {
    await query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    query,
    async transaction(statements) {
      const client = await pool.connect().catch((cause: unknown) => {
        throw failure(cause);
      });
      let isUsable = true;
      try {
        await client.query("BEGIN");
        for (const { sql, parameters = [] } of statements) await client.query(sql, [...parameters]);
        await client.query("COMMIT");
      } catch (cause) {
        isUsable = await client.query("ROLLBACK").then(
          () => true,
          () => false,
        );
        throw failure(cause);
      } finally {
        client.release(!isUsable);
      }
    },
    close: () => pool.end(),
  };
}

/** Wrong values, broken constraints and wrong SQL (classes 22, 23, 42) are mistakes of the program; lacking rights are not. */
function isOurFault(cause: unknown): boolean {
  const code = cause instanceof pg.DatabaseError ? (cause.code ?? "") : "";
  return /^(22|23|42)/.test(code) && code !== insufficientPrivilege;
}
const insufficientPrivilege = "42501";

function reasonOf(cause: unknown): string {
  const { message, code } = cause as Error & { readonly code?: string };
  return message || (code ?? "");
}
