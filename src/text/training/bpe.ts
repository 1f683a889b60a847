/**
 * Byte-pair encoding, learned: again and again, the pair of neighbours that is most frequent becomes a token.
 * Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", arXiv:1508.07909, §3.2.
 */
import { Pairs } from "#text/training/pairs.ts";
import { byCodePoint, requireRoom, type WordCounts } from "#text/training/word-counts.ts";

/** One merge: the pair that was the most frequent, and the token that it became. */
export interface MergeStep {
  readonly type: "merge";
  /** Which merge it is, from 0: its rank. */
  readonly index: number;
  readonly left: string;
  readonly right: string;
  readonly token: string;
  readonly id: number;
  /** How often the pair stood in the texts. */
  readonly count: number;
}

/** What BPE has learned. */
export interface BpeModel {
  /** Tokens by id. */
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [left: string, right: string])[];
}

export interface BpeOptions {
  /** How many tokens there shall be, special ones and alphabet included. Fewer, if no pair is left. */
  readonly vocabulary: number;
  /** Tokens of a meaning of their own, which get the first ids. */
  readonly special?: readonly string[];
  /** Characters that are tokens whether they occur or not. */
  readonly alphabet?: readonly string[];
  /** What a symbol that does not begin a word is spelled with: WordPiece's `##`; none. */
  readonly prefix?: string;
}

/**
 * Learns merges from words, and yields each. The count of a pair is Σ over words of (times in the word) · (word's count);
 * ties go to the pair of the smallest ids (left, then right), as in Hugging Face's `tokenizers`. Ids: special tokens,
 * alphabet by code point, symbols with prefix by first use over the sorted words, then the merges' tokens.
 *
 * Counts are kept by adding and taking away what each merge changes, so that a merge costs as much as its pair has
 * places: O(n log n) for texts of n characters in different words.
 *
 * @param words as they are spelled in tokens: for byte-level BPE, bytes as `byteCharacters`
 * @throws VitralError `tokenizer.small` if special tokens and alphabet alone are more than `vocabulary`
 * @example for (const { left, right, count } of trainBpe(new Map([["low", 5], ["lowest", 2]]), { vocabulary: 9 })) …
 */
export function* trainBpe(words: WordCounts, options: BpeOptions): Generator<MergeStep, BpeModel> {
  const { vocabulary, prefix = "" } = options;
  const { tokens, ids, symbols, next, previous, weights } = symbolsOf(words, options);
  requireRoom(vocabulary, tokens.length);
  const pairs = new Pairs();
  const met = new Set<number>();
  for (let i = 0; i < symbols.length; i++) {
    const after = next[i] as number;
    if (after >= 0) met.add(pairs.add(symbols[i] as number, symbols[after] as number, weights[i] as number, i));
  }
  for (const pair of met) pairs.enqueue(pair);
  const merges: [string, string][] = [];

  while (tokens.length < vocabulary) {
    const pair = pairs.takeMostFrequent();
    if (pair < 0) break;
    const [left, right, count] = [pairs.left(pair), pairs.right(pair), pairs.count(pair)];
    const [leftToken, rightToken] = [tokens[left] as string, tokens[right] as string];
    const token = leftToken + rightToken.slice(prefix.length);
    const id = ids.get(token) ?? tokens.push(token) - 1; // two pairs can make the same token: "ab" + "c", "a" + "bc"
    ids.set(token, id);
    met.clear();
    for (const place of pairs.takePlaces(pair)) {
      const second = next[place] as number;
      if (symbols[place] !== left || second < 0 || symbols[second] !== right) continue; // merged otherwise since
      const [before, after, weight] = [previous[place] as number, next[second] as number, weights[place] as number];
      pairs.remove(left, right, weight);
      if (before >= 0) pairs.remove(symbols[before] as number, left, weight);
      if (after >= 0) pairs.remove(right, symbols[after] as number, weight);
      symbols[place] = id;
      symbols[second] = -1;
      next[place] = after;
      if (before >= 0) met.add(pairs.add(symbols[before] as number, id, weight, before));
      if (after >= 0) {
        previous[after] = place;
        met.add(pairs.add(id, symbols[after] as number, weight, place));
      }
    }
    for (const changed of met) if (pairs.count(changed) > 0) pairs.enqueue(changed);
    merges.push([leftToken, rightToken]);
    yield { type: "merge", index: merges.length - 1, left: leftToken, right: rightToken, token, id, count };
  }
  return { tokens, merges };
}

/** All words as one row of symbols, linked within each word: what merging works on. */
function symbolsOf(words: WordCounts, { special = [], alphabet = [], prefix = "" }: BpeOptions) {
  const characters = new Set(alphabet);
  let length = 0;
  for (const word of words.keys())
    for (const character of word) {
      characters.add(character);
      length++;
    }
  const tokens = [...new Set([...special, ...[...characters].sort(byCodePoint)])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const symbols = new Int32Array(length);
  const next = new Int32Array(length);
  const previous = new Int32Array(length);
  const weights = new Float64Array(length);
  let i = 0;
  for (const word of [...words.keys()].sort(byCodePoint)) {
    const start = i;
    const weight = words.get(word) as number;
    for (const character of word) {
      const token = i > start ? prefix + character : character;
      const id = ids.get(token) ?? tokens.push(token) - 1;
      ids.set(token, id);
      symbols[i] = id;
      previous[i] = i > start ? i - 1 : -1;
      next[i] = i + 1;
      weights[i] = weight;
      i++;
    }
    if (i > start) next[i - 1] = -1;
  }
  return { tokens, ids, symbols, next, previous, weights };
}
