import { VitralError } from "#base/error.ts";
import type { Database } from "#knowledge/store/database.ts";

/** Raised when the tables change. */
const format = "1";

const tables = [
  "CREATE EXTENSION IF NOT EXISTS vector",
  "CREATE TABLE IF NOT EXISTS vitral_meta (key text PRIMARY KEY, value text NOT NULL)",
  `CREATE TABLE IF NOT EXISTS collection (
     id serial PRIMARY KEY, name text NOT NULL UNIQUE, language text NOT NULL, embedder text NOT NULL, dimension int NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS document (
     id serial PRIMARY KEY, collection int NOT NULL REFERENCES collection ON DELETE CASCADE, path text NOT NULL, root text NOT NULL,
     title text NOT NULL, format text NOT NULL, language text NOT NULL, hash text NOT NULL, text text NOT NULL, pages int,
     UNIQUE (collection, path))`,
  `CREATE TABLE IF NOT EXISTS chunk (
     id serial PRIMARY KEY, document int NOT NULL REFERENCES document ON DELETE CASCADE, collection int NOT NULL, number int NOT NULL,
     start_at int NOT NULL, end_at int NOT NULL, page int, headings text[] NOT NULL, length int NOT NULL, embedding vector NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS chunk_document ON chunk (document)",
  "CREATE INDEX IF NOT EXISTS chunk_collection ON chunk (collection)",
  `CREATE TABLE IF NOT EXISTS posting (
     chunk int NOT NULL REFERENCES chunk ON DELETE CASCADE, collection int NOT NULL, lexeme text NOT NULL, frequency int NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS posting_lexeme ON posting (collection, lexeme)",
  "CREATE INDEX IF NOT EXISTS posting_chunk ON posting (chunk)",
  `CREATE TABLE IF NOT EXISTS conversation (
     id uuid PRIMARY KEY, title text NOT NULL, updated timestamptz NOT NULL, collection text, turns jsonb NOT NULL)`,
];

/** Two programs that meet a new PostgreSQL server make its tables one after the other. */
const oneAtATime = { sql: "SELECT pg_advisory_xact_lock(hashtext('vitral'))" };

/** Makes the tables if they are missing. @throws VitralError `knowledge.format` if they are of another version */
export async function prepare(database: Database, place: string): Promise<void> {
  const [known] = await database.query("SELECT to_regclass('vitral_meta') IS NOT NULL AS known");
  if (known?.["known"] !== true) {
    const mark = { sql: "INSERT INTO vitral_meta VALUES ('format', $1) ON CONFLICT DO NOTHING", parameters: [format] };
    await database.transaction([oneAtATime, ...tables.map((sql) => ({ sql })), mark]); // together: a kill leaves all or nothing
  }
  const [row] = await database.query("SELECT value FROM vitral_meta WHERE key = 'format'");
  if (row?.["value"] !== format) throw new VitralError("knowledge.format", { folder: place });
}
