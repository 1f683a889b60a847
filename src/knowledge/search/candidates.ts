import { fold, type TextLanguage } from "#knowledge/language.ts";
import type { Database } from "#knowledge/store/database.ts";
import { dictionary, vectorText } from "#knowledge/store/documents.ts";

/** A chunk that one half of the search proposes; best first. */
export interface Candidate {
  readonly chunk: number;
  readonly score: number;
  readonly language: TextLanguage;
}

/** How many each half proposes. */
const candidates = 50;

/** By meaning: cosine of the embeddings, every chunk compared. */
export async function byVector(database: Database, collection: number, query: Float32Array): Promise<Candidate[]> {
  const rows = await database.query(
    `SELECT c.id, 1 - (c.embedding <=> $2::vector) AS score, d.language FROM chunk c JOIN document d ON d.id = c.document
     WHERE c.collection = $1 ORDER BY c.embedding <=> $2::vector LIMIT ${candidates}`,
    [collection, vectorText(query)],
  );
  return rows.map(candidateOf);
}

const candidateOf = (row: Readonly<Record<string, unknown>>): Candidate => ({
  chunk: Number(row["id"]),
  score: Number(row["score"]),
  language: row["language"] === "es" ? "es" : "en",
});

/** What full text found, and how much of the question's weight the best chunk holds, in [0, 1]. */
export interface TextCandidates {
  readonly found: readonly Candidate[];
  readonly share: number;
}

/**
 * By words: BM25, Σ idf · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean)), k₁ = 1.2, b = 0.75, over stems without
 * accents. The question is stemmed in both languages, for its texts may be in either.
 * Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, §3.
 */
export async function byText(
  database: Database,
  collection: number,
  question: string,
  language: TextLanguage,
): Promise<TextCandidates> {
  const rows = await database.query(
    `WITH q AS (SELECT lexeme FROM unnest(to_tsvector('english', $2)) UNION SELECT lexeme FROM unnest(to_tsvector('spanish', $2))),
       own AS (SELECT lexeme FROM unnest(to_tsvector('${dictionary(language)}', $2))),
       s AS (SELECT count(*)::float AS n, greatest(avg(length), 1)::float AS mean FROM chunk WHERE collection = $1),
       idf AS (SELECT q.lexeme, ln(1 + (s.n - count(p.chunk) + 0.5) / (count(p.chunk) + 0.5)) AS weight
               FROM s, q LEFT JOIN posting p ON p.collection = $1 AND p.lexeme = q.lexeme GROUP BY q.lexeme, s.n),
       found AS (SELECT p.chunk, sum(weight * p.frequency * 2.2 / (p.frequency + 1.2 * (0.25 + 0.75 * c.length / s.mean))) AS score,
                        coalesce(sum(weight) FILTER (WHERE p.lexeme IN (SELECT lexeme FROM own)), 0) AS mass
                 FROM s, posting p JOIN idf USING (lexeme) JOIN chunk c ON c.id = p.chunk
                 WHERE p.collection = $1 GROUP BY p.chunk ORDER BY score DESC, p.chunk LIMIT ${candidates})
     SELECT found.chunk AS id, found.score, d.language, found.mass,
            (SELECT sum(weight) FROM idf JOIN own USING (lexeme)) AS total
     FROM found JOIN chunk c ON c.id = found.chunk JOIN document d ON d.id = c.document ORDER BY found.score DESC, found.chunk`,
    [collection, fold(question)],
  );
  const first = rows[0];
  return {
    found: rows.map(candidateOf),
    share: first && Number(first["total"]) > 0 ? Number(first["mass"]) / Number(first["total"]) : 0,
  };
}
