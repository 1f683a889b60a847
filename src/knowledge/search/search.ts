import { detectLanguage, questionLanguages, type TextLanguage } from "#knowledge/language.ts";
import type { Answerable, Passage, Retrieved } from "#knowledge/passage.ts";
import { judge } from "#knowledge/search/answerable.ts";
import { byText, byVector } from "#knowledge/search/candidates.ts";
import { fuse } from "#knowledge/search/fuse.ts";
import { bestSentences } from "#knowledge/search/quote.ts";
import type { Database } from "#knowledge/store/database.ts";
import { readPassages } from "#knowledge/store/documents.ts";
import type { Embedder } from "#runtime/runtime.ts";

/** What a search came to. */
export interface Found {
  readonly passages: readonly Retrieved[];
  readonly answerable: Answerable;
  readonly language: TextLanguage;
}

export interface SearchOptions {
  readonly top: number;
  /** Mark in each passage the sentence that answers best. */
  readonly quotes: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Finds passages by words and by meaning, fused by rank, and judges whether they hold an answer. */
export async function searchCollection(
  database: Database,
  collection: number,
  embedder: Embedder,
  question: string,
  { top, quotes, signal }: SearchOptions,
): Promise<Found> {
  const language = detectLanguage(question);
  const [vector] = await embedder.embed([question], "query", signal);
  if (!vector) throw new Error("an embedder gives a vector for each text");
  const near = await byVector(database, collection, vector);
  const worded = await byText(database, collection, question, questionLanguages(question));
  const ranked = fuse(near, worded).slice(0, top);
  const stored = await readPassages(
    database,
    ranked.map(({ chunk }) => chunk),
  );
  const passages = ranked.flatMap(({ chunk, ...ranks }): Retrieved[] => {
    const passage: Passage | undefined = stored.get(chunk);
    return passage ? [{ ...passage, ...ranks }] : [];
  });
  const sameLanguage = passages[0]?.document.language === language;
  const answerable = judge({ cosine: near[0]?.cosine ?? 0, share: worded[0]?.share ?? 0, sameLanguage });
  const marked = quotes ? await bestSentences(passages, question, vector, embedder, signal) : passages;
  return { passages: marked, answerable, language };
}
