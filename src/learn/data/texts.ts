/** What texts hold: how long they are, how their words are spread, and which words tell them apart. */
import { at } from "#base/assert.ts";
import { moments, quantile } from "#learn/data/describe.ts";
import { fitLine } from "#learn/data/linear.ts";

/** Cuts a text into tokens: any tokenizer's `encode`, or `words`. */
export type Tokenize = (text: string) => readonly (string | number)[];

/** Runs of letters, marks and digits, in lower case. */
export const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

export interface TextSummary {
  readonly documents: number;
  readonly tokens: number;
  /** Different tokens. */
  readonly vocabulary: number;
  readonly tokensPerDocument: { readonly mean: number; readonly deviation: number; readonly median: number };
  /** Every token and how often it occurs, the most frequent first. */
  readonly frequencies: readonly (readonly [token: string, count: number])[];
  readonly zipf: Zipf;
}

/** count ≈ scale / rankᵉˣᵖᵒⁿᵉⁿᵗ, and how well that fits. */
export interface Zipf {
  readonly exponent: number;
  readonly scale: number;
  /** Of the line ln count = ln scale − exponent · ln rank. */
  readonly r2: number;
}

/** Counts tokens over documents. @param tokenize `words` by default */
export function describeTexts(texts: readonly string[], tokenize: Tokenize = words): TextSummary {
  const counts = new Map<string, number>();
  const lengths = texts.map((text) => {
    const tokens = tokenize(text);
    for (const token of tokens) counts.set(String(token), (counts.get(String(token)) ?? 0) + 1);
    return tokens.length;
  });
  const frequencies = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const median = lengths.length === 0 ? Number.NaN : quantile(Float64Array.from(lengths).sort(), 0.5);
  return {
    documents: texts.length,
    tokens: lengths.reduce((sum, length) => sum + length, 0),
    vocabulary: counts.size,
    tokensPerDocument: { ...moments(lengths), median },
    frequencies,
    zipf: zipf(frequencies.map(([, count]) => count)),
  };
}

/**
 * Zipf's law: the word of rank r occurs about scale / rᵃ times, with a near 1 for natural language (Zipf, 1949). A
 * least-squares line through (ln r, ln count), over ranks spaced evenly in ln r (one at each factor of 1.1), so that the
 * many words that occur once do not decide alone.
 * @param counts in descending order
 */
export function zipf(counts: readonly number[]): Zipf {
  const ranks = new Set<number>();
  for (let rank = 1; rank <= counts.length; rank = Math.max(rank + 1, Math.round(rank * 1.1))) ranks.add(rank);
  const x = [...ranks].map(Math.log);
  const y = [...ranks].map((rank) => Math.log(at(counts, rank - 1)));
  if (x.length < 2) return { exponent: Number.NaN, scale: counts[0] ?? Number.NaN, r2: Number.NaN };
  const { slope, intercept, r2 } = fitLine(x, y);
  return { exponent: -slope, scale: Math.exp(intercept), r2 };
}

/**
 * TF-IDF: what each document says more than others do. Weight = count in the document · ln(N / documents with the
 * token); 0 for a token that all have (Spärck Jones, "A statistical interpretation of term specificity", 1972).
 * @returns for each document its tokens by weight, the most telling first; ties in alphabetical order
 */
export function tfIdf(texts: readonly string[], tokenize: Tokenize = words): (readonly [string, number])[][] {
  const counted = texts.map((text) => {
    const counts = new Map<string, number>();
    for (const token of tokenize(text)) counts.set(String(token), (counts.get(String(token)) ?? 0) + 1);
    return counts;
  });
  const documents = new Map<string, number>();
  for (const counts of counted)
    for (const token of counts.keys()) documents.set(token, (documents.get(token) ?? 0) + 1);
  return counted.map((counts) =>
    [...counts]
      .map(([token, count]) => [token, count * Math.log(texts.length / (documents.get(token) ?? 1))] as const)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)),
  );
}
