/** Where Unigram training begins: far more pieces than wanted, from which it takes away. */
import { at } from "#base/assert.ts";
import type { WordCounts } from "#text/training/word-counts.ts";

/** A piece with a number that says how much it counts. */
export interface Weighted {
  readonly piece: string;
  readonly weight: number;
}

/**
 * Words cut where one kind of sign ends: letters, digits, others. No piece reaches from one kind into another, so that
 * "France." is none (SentencePiece: `split_by_unicode_script`, `split_by_number`). ▁ goes with what it stands before.
 */
export function cutByKind(words: WordCounts): WordCounts {
  const runs = new Map<string, number>();
  for (const [word, count] of words)
    for (const [run] of word.matchAll(ofOneKind)) runs.set(run, (runs.get(run) ?? 0) + count);
  return runs;
}

const ofOneKind = /▁?(?:[\p{L}\p{M}]+|\p{N}+|[^\p{L}\p{M}\p{N}▁]+)|▁/gu;

/**
 * Stretches that occur more than once, of at most `longest` units, with the highest frequency · length; and how often
 * each single character occurs. They are found in the sorted list of all ends of words (a suffix array): equal stretches
 * are neighbours there. Of stretches that begin at just the same places only the longest is taken, as in SentencePiece
 * (`MakeSeedSentencePieces`).
 */
export function seedPieces(
  words: WordCounts,
  longest: number,
  most: number,
): { readonly characters: readonly Weighted[]; readonly stretches: readonly Weighted[] } {
  const characters = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) characters.set(character, (characters.get(character) ?? 0) + count);
  const stretches: Weighted[] = [];
  for (const stretch of repeatedStretches(words, longest)) if (!characters.has(stretch.piece)) stretches.push(stretch);
  const worth = ({ piece, weight }: Weighted): number => piece.length * weight;
  stretches.sort((a, b) => worth(b) - worth(a) || (a.piece < b.piece ? -1 : 1));
  return {
    characters: [...characters].map(([piece, weight]) => ({ piece, weight })),
    stretches: stretches.slice(0, most),
  };
}

/** Every stretch that occurs twice or more and cannot be made longer without losing an occurrence. */
function* repeatedStretches(words: WordCounts, longest: number): Generator<Weighted> {
  const { text, room, weights, order } = sortedEnds(words, longest);
  // Stretches with which the ends of words around `order[k]` begin: each is longer than the one below it.
  const open: { readonly length: number; weight: number }[] = [];
  for (let k = 0; k <= order.length; k++) {
    const start = order[k] ?? -1;
    const before = order[k - 1] ?? -1;
    const shared =
      start < 0 || before < 0 ? 0 : sharedUnits(text, before, start, Math.min(at(room, before), at(room, start)));
    for (let top = open.at(-1); top !== undefined && top.length > shared; top = open.at(-1)) {
      open.pop();
      if (top.weight > 1 && !isHigh(at(text, before + top.length - 1)))
        yield { piece: String.fromCharCode(...text.subarray(before, before + top.length)), weight: top.weight };
      const below = open.at(-1);
      if (below && below.length >= shared) below.weight += top.weight;
      else if (shared > 0) open.push({ length: shared, weight: top.weight });
    }
    if (start < 0) continue;
    const top = open.at(-1);
    if (top?.length === at(room, start)) top.weight += at(weights, start);
    else open.push({ length: at(room, start), weight: at(weights, start) });
  }
}

/** All ends of all words, sorted: where each begins in `text`, how far it goes, and how often its word occurs. */
function sortedEnds(words: WordCounts, longest: number) {
  let units = 0;
  for (const word of words.keys()) units += word.length;
  const text = new Uint16Array(units);
  const room = new Uint8Array(units);
  const weights = new Float64Array(units);
  const starts = new Int32Array(units);
  let count = 0;
  let place = 0;
  for (const [word, weight] of words)
    for (let i = 0; i < word.length; i++, place++) {
      text[place] = word.charCodeAt(i);
      room[place] = Math.min(longest, word.length - i);
      weights[place] = weight;
      if (!isLow(word.charCodeAt(i))) starts[count++] = place;
    }
  const order = starts.subarray(0, count).sort((a, b) => {
    const reach = Math.min(room[a] as number, room[b] as number);
    const shared = sharedUnits(text, a, b, reach);
    if (shared < reach) return (text[a + shared] as number) - (text[b + shared] as number);
    return (room[a] as number) - (room[b] as number);
  });
  return { text, room, weights, order };
}

function sharedUnits(text: Uint16Array, a: number, b: number, most: number): number {
  let shared = 0;
  while (shared < most && text[a + shared] === text[b + shared]) shared++;
  return shared;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
