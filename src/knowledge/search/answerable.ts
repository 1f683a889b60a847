import type { Answerable, Evidence } from "#knowledge/passage.ts";
import { learned } from "#knowledge/search/answerable-weights.ts";

/**
 * Whether the texts hold an answer: σ(w · evidence + b) against a threshold, all learned from data by
 * `bench/answerable.mjs`, for cosines of the embedder lie in a narrow band that no one should guess in.
 */
export function judge(evidence: Evidence): Answerable {
  const { cosine, share, bias, threshold } = evidence.sameLanguage ? learned.same : learned.cross;
  const probability = 1 / (1 + Math.exp(-(cosine * evidence.cosine + share * evidence.share + bias)));
  return { answerable: probability >= threshold, probability, threshold, evidence };
}
