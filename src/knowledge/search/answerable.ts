import type { Answerable } from "#knowledge/passage.ts";
import { learned } from "#knowledge/search/answerable-weights.ts";

/** What the judgement looks at. */
export interface Evidence {
  /** Of the nearest chunk. */
  readonly cosine: number;
  /** Share of the question's BM25 weight that the best chunk holds. */
  readonly share: number;
  /** Whether question and best passage are in one language: across languages, words say little. */
  readonly sameLanguage: boolean;
}

/**
 * Whether the texts hold an answer: σ(w · evidence + b) against a threshold, all learned from data by
 * `bench/answerable.mjs`, for cosines of the embedder lie in a narrow band that no one should guess in.
 */
export function judge({ cosine, share, sameLanguage }: Evidence): Answerable {
  const { cosine: wCosine, share: wShare, bias, threshold } = sameLanguage ? learned.same : learned.cross;
  const probability = 1 / (1 + Math.exp(-(wCosine * cosine + wShare * share + bias)));
  return { answerable: probability >= threshold, probability, threshold };
}
