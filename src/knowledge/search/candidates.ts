import { fold, type TextLanguage } from "#knowledge/language.ts";
import type { Database } from "#knowledge/store/database.ts";
import { dictionary, vectorText } from "#knowledge/store/documents.ts";

/** A chunk that is near the question in meaning. */
export interface Near {
  readonly chunk: number;
  /** Of the embeddings, in [−1, 1]. */
  readonly cosine: number;
}

/** A chunk that has words of the question. */
export interface Worded {
  readonly chunk: number;
  readonly bm25: number;
  /** Part of the question's weight, Σ idf of its words, that the chunk has; in [0, 1]. */
  readonly share: number;
}

/** How many each half proposes. */
const candidates = 50;

/** By meaning: cosine of the embeddings, every chunk compared; best first. */
export async function byVector(database: Database, collection: number, query: Float32Array): Promise<Near[]> {
  const rows = await database.query(
    `SELECT id, 1 - (embedding <=> $2::vector) AS cosine FROM chunk
     WHERE collection = $1 ORDER BY embedding <=> $2::vector, id LIMIT ${candidates}`,
    [collection, vectorText(query)],
  );
  return rows.map((row) => ({ chunk: Number(row["id"]), cosine: Number(row["cosine"]) }));
}

/**
 * By words: BM25, Σ idf · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean)), k₁ = 1.2, b = 0.75, over stems without
 * accents, of the language that the question is in, or of both where nothing tells; best first.
 * Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, §3.
 */
export async function byText(
  database: Database,
  collection: number,
  question: string,
  languages: readonly TextLanguage[],
): Promise<Worded[]> {
  const lexemes = languages.map((each) => `SELECT lexeme FROM unnest(to_tsvector('${dictionary(each)}', $2))`);
  const rows = await database.query(
    `WITH q AS (${lexemes.join(" UNION ")}),
       s AS (SELECT count(*)::float AS n, greatest(avg(length), 1)::float AS mean FROM chunk WHERE collection = $1),
       idf AS (SELECT q.lexeme, ln(1 + (s.n - count(p.chunk) + 0.5) / (count(p.chunk) + 0.5)) AS weight
               FROM s, q LEFT JOIN posting p ON p.collection = $1 AND p.lexeme = q.lexeme GROUP BY q.lexeme, s.n)
     SELECT p.chunk AS id, sum(weight * p.frequency * 2.2 / (p.frequency + 1.2 * (0.25 + 0.75 * c.length / s.mean))) AS bm25,
            sum(weight) / (SELECT sum(weight) FROM idf) AS share
     FROM s, posting p JOIN idf USING (lexeme) JOIN chunk c ON c.id = p.chunk
     WHERE p.collection = $1 GROUP BY p.chunk ORDER BY bm25 DESC, p.chunk LIMIT ${candidates}`,
    [collection, fold(question).replaceAll("\0", " ")], // PostgreSQL's text holds no zeros
  );
  return rows.map((row) => ({ chunk: Number(row["id"]), bm25: Number(row["bm25"]), share: Number(row["share"]) }));
}
