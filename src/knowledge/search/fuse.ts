import type { TextLanguage } from "#knowledge/language.ts";
import type { Candidate } from "#knowledge/search/candidates.ts";

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
/** What BM25 weighs where question and text are in different languages: names and numbers are all that it can find. */
const foreignTextWeight = 0.15;

/** Reciprocal rank fusion: score = Σ weight / (k + rank) over both halves, best first. */
export function fuse(vector: readonly Candidate[], text: readonly Candidate[], language: TextLanguage): Fused[] {
  const all = new Map<number, { -readonly [Key in keyof Fused]: Fused[Key] }>();
  const entry = (chunk: number): { -readonly [Key in keyof Fused]: Fused[Key] } => {
    const found = all.get(chunk) ?? { chunk, score: 0 };
    all.set(chunk, found);
    return found;
  };
  vector.forEach(({ chunk, score }, i) => {
    const fused = entry(chunk);
    Object.assign(fused, { vectorRank: i + 1, cosine: score, score: fused.score + 1 / (k + i + 1) });
  });
  text.forEach(({ chunk, score, language: own }, i) => {
    const fused = entry(chunk);
    const weight = own === language ? 1 : foreignTextWeight;
    Object.assign(fused, { textRank: i + 1, bm25: score, score: fused.score + weight / (k + i + 1) });
  });
  return [...all.values()].sort((a, b) => b.score - a.score || a.chunk - b.chunk);
}
