/** Texts that are nearly the same, which would leak from training into a test. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { words } from "#learn/data/texts.ts";

/** Two texts and the Jaccard similarity of their shingles. */
export interface NearDuplicate {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/**
 * Every run of `width` neighbouring words; a text that is shorter is one shingle as a whole, and an empty one has none
 * (Broder, "On the resemblance and containment of documents", 1997).
 */
export function shingles(text: string, width = 3): Set<string> {
  const tokens = words(text);
  if (tokens.length === 0) return new Set();
  const count = Math.max(1, tokens.length - width + 1);
  return new Set(Array.from({ length: count }, (_, i) => tokens.slice(i, i + width).join(" ")));
}

/** Jaccard's |A ∩ B| / |A ∪ B|, 0 … 1; two empty sets are alike, 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const element of small) if (large.has(element)) common++;
  const union = a.size + b.size - common;
  return union === 0 ? 1 : common / union;
}

/**
 * All pairs whose shingles are alike by `threshold` or more: exact, not MinHash's estimate. Sets are compared only if
 * they share one of their rarest shingles, as two sets that are alike by t must share one among the first
 * |A| − ⌈t |A|⌉ + 1 of each in one common order (prefix filtering: Chaudhuri et al., ICDE 2006).
 * Empty texts are near-duplicates of nothing.
 * @param threshold above 0, at most 1; 0.7
 * @param width     words in a shingle
 * @throws VitralError `learn.value` if the threshold is out of range
 */
export function nearDuplicates(texts: readonly string[], threshold = 0.7, width = 3): NearDuplicate[] {
  if (!(threshold > 0 && threshold <= 1))
    throw new VitralError("learn.value", { what: "threshold", value: threshold, expected: "above 0, at most 1" });
  const sets = texts.map((text) => shingles(text, width));
  const counts = new Map<string, number>();
  for (const set of sets) for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  const rarity = (shingle: string) => counts.get(shingle) ?? 0;
  const holders = new Map<string, number[]>();
  const found: NearDuplicate[] = [];
  for (const [b, set] of sets.entries()) {
    const rarest = [...set].sort((p, q) => rarity(p) - rarity(q) || (p < q ? -1 : 1));
    // 10⁻⁹ against rounding: one shingle more never loses a pair.
    const prefix = rarest.slice(0, set.size - Math.ceil(threshold * set.size - 1e-9) + 1);
    const candidates = new Set<number>();
    for (const shingle of prefix) {
      const known = holders.get(shingle) ?? [];
      for (const a of known) candidates.add(a);
      known.push(b);
      holders.set(shingle, known);
    }
    for (const a of candidates) {
      const similarity = jaccard(at(sets, a), set);
      if (similarity >= threshold) found.push({ a, b, similarity });
    }
  }
  return found.sort((p, q) => p.a - q.a || p.b - q.b);
}
