import pg from "pg";
import { VitralError } from "#base/error.ts";
import type { Database } from "#knowledge/store/database.ts";

/**
 * Opens a PostgreSQL server (15 or newer, with pgvector) by its address.
 * @throws VitralError `knowledge.server` if it cannot be used
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  try {
    await pool.query("SELECT 1");
  } catch (cause) {
    await pool.end();
    const { code, message } = cause as Error & { readonly code?: string };
    throw new VitralError("knowledge.server", { host: new URL(url).host, reason: message || (code ?? "") }, { cause });
  }
  return {
    query: async (sql, parameters = []) => (await pool.query(sql, [...parameters])).rows,
    async transaction(statements) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        for (const { sql, parameters = [] } of statements) await client.query(sql, [...parameters]);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}
