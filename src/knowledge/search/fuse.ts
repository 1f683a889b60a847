import type { Near, Worded } from "#knowledge/search/candidates.ts";

/** A chunk with its place in both halves. Ranks count from 1. */
export interface Fused {
  readonly chunk: number;
  readonly score: number;
  readonly vectorRank?: number;
  readonly textRank?: number;
  readonly cosine?: number;
  readonly bm25?: number;
}

/** Cormack et al., "Reciprocal Rank Fusion outperforms Condorcet", 2009. */
const k = 60;
/** What a chunk's share of the question's words weighs beside its cosine: cosines of good and bad differ by hundredths. */
const shareWeight = 0.1;
/** What the ranking by both together weighs: ranks alone leave a tie where the halves disagree on the first place. */
const togetherWeight = 2;

/**
 * Reciprocal rank fusion, best first: score = Σ weight / (k + rank) over three rankings, by meaning, by words, and by
 * both together (cosine + 0.1 · share). Words weigh as much as they know, (the best chunk's share of the question)²:
 * little where question and texts are in different languages. `node bench/xquad.mjs` measures it.
 */
export function fuse(near: readonly Near[], worded: readonly Worded[]): Fused[] {
  const all = new Map<number, { -readonly [Key in keyof Fused]: Fused[Key] }>();
  const entry = (chunk: number): { -readonly [Key in keyof Fused]: Fused[Key] } => {
    const found = all.get(chunk) ?? { chunk, score: 0 };
    all.set(chunk, found);
    return found;
  };
  near.forEach(({ chunk, cosine }, i) => {
    const fused = entry(chunk);
    Object.assign(fused, { vectorRank: i + 1, cosine, score: fused.score + 1 / (k + i + 1) });
  });
  const wordWeight = (worded[0]?.share ?? 0) ** 2;
  worded.forEach(({ chunk, bm25 }, i) => {
    const fused = entry(chunk);
    Object.assign(fused, { textRank: i + 1, bm25, score: fused.score + wordWeight / (k + i + 1) });
  });
  const shares = new Map(worded.map(({ chunk, share }) => [chunk, share]));
  const together = near
    .map(({ chunk, cosine }) => ({ chunk, evidence: cosine + shareWeight * (shares.get(chunk) ?? 0) }))
    .sort((a, b) => b.evidence - a.evidence);
  together.forEach(({ chunk }, i) => {
    entry(chunk).score += togetherWeight / (k + i + 1);
  });
  return [...all.values()].sort((a, b) => b.score - a.score || a.chunk - b.chunk);
}
