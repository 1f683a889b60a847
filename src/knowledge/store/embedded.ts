import { join } from "node:path";
import { VitralError } from "#base/error.ts";
import type { Database, Row, Statement } from "#knowledge/store/database.ts";
import { lockFolder } from "#knowledge/store/lock-folder.ts";
import type { StoreAnswer, StoreRequest } from "#knowledge/store/store.worker.ts";
import { startThread } from "#platform/host.ts";

/**
 * Opens the embedded database in a folder (made if missing), or in memory without one.
 * @throws VitralError `knowledge.locked` if another process has it open, `knowledge.store` if it cannot be opened
 */
export async function openEmbedded(folder: string | undefined): Promise<Database> {
  const lock = folder === undefined ? undefined : await lockFolder(folder);
  const thread = startThread("store", { folder: folder === undefined ? undefined : join(folder, "store") });
  const waiting = new Map<number, { resolve: (rows: Row[]) => void; reject: (error: Error) => void }>();
  let next = 1;
  let ended: Error | undefined;
  const failed = (reason: string): VitralError =>
    new VitralError("knowledge.store", { folder: folder ?? "memory", reason });

  thread.hold(true);
  const ready = new Promise<Row[]>((resolve, reject) => waiting.set(0, { resolve, reject }));
  thread.listen((message) => {
    if (message === undefined) {
      ended = failed("its thread ended");
      for (const { reject } of waiting.values()) reject(ended);
      waiting.clear();
      return;
    }
    const answer = message as StoreAnswer;
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    thread.hold(waiting.size > 0);
    if ("rows" in answer) asker?.resolve(answer.rows);
    else asker?.reject(answer.id === 0 ? failed(answer.failure) : new Error(answer.failure));
  });
  const ask = (statements: readonly Statement[], close = false): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = next++;
      waiting.set(id, { resolve, reject });
      thread.hold(true);
      thread.post({ id, statements, close } satisfies StoreRequest);
    });
  const closeAll = async (): Promise<void> => {
    thread.end();
    await new Promise<void>((resolve) => (lock ? lock.close(() => resolve()) : resolve()));
  };
  try {
    await ready;
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    query: (sql, parameters) => ask([{ sql, ...(parameters ? { parameters } : {}) }]),
    transaction: async (statements) => {
      if (statements.length > 0) await ask([...statements, { sql: "SELECT 1" }]); // two or more run as one transaction
    },
    async close() {
      await ask([], true).catch(() => {});
      await closeAll();
    },
  };
}
