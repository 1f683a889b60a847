import type { Chunk } from "#knowledge/chunk.ts";
import { fold, type TextLanguage } from "#knowledge/language.ts";
import type { DocumentCard, Passage } from "#knowledge/passage.ts";
import type { Database, Row, Statement } from "#knowledge/store/database.ts";

/** PostgreSQL's name of a language's stemmer. */
export const dictionary = (language: string): string => (language === "es" ? "spanish" : "english");

/** A vector as pgvector reads it. */
export const vectorText = (vector: Float32Array): string => `[${Array.from(vector, (x) => x.toFixed(7)).join(",")}]`;

/** A document ready to be stored. */
export interface NewDocument {
  readonly path: string;
  /** The folder that it was found in; "" if it was given by itself. */
  readonly root: string;
  readonly title: string;
  readonly format: string;
  readonly language: TextLanguage;
  /** Of bytes, loader and cutting: the same hash need not be indexed again. */
  readonly hash: string;
  readonly text: string;
  readonly pages: number | undefined;
  readonly chunks: readonly (Chunk & { readonly embedding: Float32Array })[];
}

/** Chunks to a statement: keeps parameters small. */
const batch = 100;

/** Statements that put a document in place of what had its path: run as one transaction, it is there whole or not at all. */
export function storeDocument(collection: number, document: NewDocument): Statement[] {
  const { path, root, title, format, language, hash, text, pages, chunks } = document;
  const statements: Statement[] = [
    // two programs that index one file into one collection put it there one after the other
    { sql: "SELECT pg_advisory_xact_lock(hashtext('vitral'), $1)", parameters: [collection] },
    { sql: "DELETE FROM document WHERE collection = $1 AND path = $2", parameters: [collection, path] },
    {
      sql: `INSERT INTO document (collection, path, root, title, format, language, hash, text, pages)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      parameters: [collection, path, root, title, format, language, hash, text, pages ?? null],
    },
  ];
  for (let from = 0; from < chunks.length; from += batch) {
    const some = chunks.slice(from, from + batch);
    statements.push({
      sql: `WITH d AS (SELECT id FROM document WHERE collection = $1 AND path = $2),
        given AS (SELECT * FROM unnest($3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[])
                  AS g(number, start_at, end_at, page, headings, folded, embedding)),
        lexemes AS (SELECT number, l.lexeme, cardinality(l.positions) AS frequency
                    FROM given, unnest(to_tsvector('${dictionary(language)}', folded)) AS l),
        added AS (INSERT INTO chunk (document, collection, number, start_at, end_at, page, headings, length, embedding)
          SELECT d.id, $1, number, start_at, end_at, nullif(page, 0),
            CASE WHEN headings = '' THEN '{}' ELSE string_to_array(headings, chr(31)) END,
            coalesce((SELECT sum(frequency) FROM lexemes l WHERE l.number = given.number), 0), embedding::vector
          FROM given, d RETURNING id, number)
        INSERT INTO posting SELECT added.id, $1, lexeme, frequency FROM lexemes JOIN added USING (number)`,
      parameters: [
        collection,
        path,
        some.map((_, i) => from + i),
        some.map(({ start }) => start),
        some.map(({ end }) => end),
        some.map(({ page }) => page ?? 0),
        some.map(({ headings }) => headings.join("\u001f")),
        some.map(({ start, end }) => fold(text.slice(start, end))),
        some.map(({ embedding }) => vectorText(embedding)),
      ],
    });
  }
  return statements;
}

const cardColumns = `d.id, d.path, d.title, d.format, d.language, d.pages, length(d.text) AS characters,
  (SELECT count(*)::int FROM chunk WHERE chunk.document = d.id) AS chunks`;

export function cardOf(row: Row): DocumentCard {
  return {
    id: Number(row["id"]),
    title: String(row["title"]),
    path: String(row["path"]),
    format: String(row["format"]) as DocumentCard["format"],
    language: row["language"] === "es" ? "es" : "en",
    characters: Number(row["characters"]),
    chunks: Number(row["chunks"]),
    ...(row["pages"] === null ? {} : { pages: Number(row["pages"]) }),
  };
}

export const listDocuments = async (database: Database, collection: number): Promise<DocumentCard[]> =>
  (
    await database.query(`SELECT ${cardColumns} FROM document d WHERE collection = $1 ORDER BY title, id`, [collection])
  ).map(cardOf);

/** A document's card, text and chunks, or undefined. */
export async function readDocument(
  database: Database,
  collection: number,
  id: number,
): Promise<{ document: DocumentCard; text: string; chunks: Omit<Passage, "document" | "text">[] } | undefined> {
  const [row] = await database.query(
    `SELECT ${cardColumns}, d.text FROM document d WHERE collection = $1 AND id = $2`,
    [collection, id],
  );
  if (!row) return undefined;
  const chunks = await database.query(
    "SELECT number, start_at, end_at, page, headings FROM chunk WHERE document = $1 ORDER BY number",
    [id],
  );
  return {
    document: cardOf(row),
    text: String(row["text"]),
    chunks: chunks.map((chunk) => ({
      chunk: Number(chunk["number"]),
      start: Number(chunk["start_at"]),
      end: Number(chunk["end_at"]),
      headings: chunk["headings"] as string[],
      ...(chunk["page"] === null ? {} : { page: Number(chunk["page"]) }),
    })),
  };
}

/** Chunks by id, with the documents that they are of. */
export async function readPassages(database: Database, ids: readonly number[]): Promise<Map<number, Passage>> {
  const rows = await database.query(
    `SELECT c.id AS chunk_id, c.number, c.start_at, c.end_at, c.page, c.headings, ${cardColumns}, d.text
     FROM chunk c JOIN document d ON d.id = c.document WHERE c.id = ANY($1::int[])`,
    [ids],
  );
  return new Map(
    rows.map((row) => {
      const [start, end] = [Number(row["start_at"]), Number(row["end_at"])];
      const passage: Passage = {
        document: cardOf({ ...row, id: row["id"], pages: row["pages"] ?? null }),
        chunk: Number(row["number"]),
        start,
        end,
        text: String(row["text"]).slice(start, end),
        headings: row["headings"] as string[],
        ...(row["page"] === null ? {} : { page: Number(row["page"]) }),
      };
      return [Number(row["chunk_id"]), passage];
    }),
  );
}
