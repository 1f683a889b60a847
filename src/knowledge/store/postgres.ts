import pg from "pg";
import { VitralError } from "#base/error.ts";
import type { Database } from "#knowledge/store/database.ts";

/**
 * Opens a PostgreSQL server (15 or newer, with pgvector) by its address.
 * @throws VitralError `knowledge.store` if it cannot be reached
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  try {
    await pool.query("SELECT 1");
  } catch (cause) {
    await pool.end();
    const { host } = new URL(url);
    throw new VitralError("knowledge.store", { folder: host, reason: String((cause as Error).message) }, { cause });
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
