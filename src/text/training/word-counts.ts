/** What training looks at: not the text, but its different words and how often each stands in it. */
import { VitralError } from "#base/error.ts";
import { normalizerList } from "#text/json-normalizers.ts";
import { preTokenizer } from "#text/json-pre-tokenizers.ts";
import { unchanged } from "#text/normalized.ts";
import { cutText } from "#text/pre-tokenizers.ts";
import { eachBertWord } from "#text/wordpiece.ts";

/** Word → how often it occurs. A word is what the pre-tokenizer cuts off: no token reaches from one into the next. */
export type WordCounts = ReadonlyMap<string, number>;

/** How much of the texts has been read. */
export interface CountingStep {
  readonly type: "counting";
  readonly texts: number;
  /** Different words so far. */
  readonly words: number;
}

/** Calls `word` with every word of the text, in order. */
export type WordCutter = (text: string, word: (word: string) => void) => void;

/**
 * Cuts texts into words as a `tokenizer.json` with these parts will cut them: by the loader's own normalisers and
 * pre-tokenizers, so that training and encoding cannot disagree.
 */
export function wordCutter(normalizer: unknown, pre_tokenizer: unknown): WordCutter {
  const pre = preTokenizer(pre_tokenizer);
  const steps = [...normalizerList(normalizer), ...pre.normalizers];
  const isMarked = pre.normalizers.length > 0; // by Metaspace: words begin with ▁
  return (text, word) => {
    const normal = steps.reduce((changed, step) => step(changed), unchanged(text.toWellFormed(), 0)).text;
    const piece = (from: number, to: number): void => word(normal.slice(from, to));
    if (pre.bertWords) eachBertWord(normal, piece);
    else if (isMarked) for (const [marked] of normal.matchAll(/▁?[^▁]+|▁/g)) word(marked);
    else cutText(normal, pre.cuts, piece);
  };
}

/** Counts the words of `texts`, each by itself, and yields after about every 65,536 characters. */
export function* countWords(texts: Iterable<string>, cut: WordCutter): Generator<CountingStep, WordCounts> {
  const counts = new Map<string, number>();
  const count = (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1);
  let read = 0;
  let unreported = 0;
  for (const text of texts) {
    cut(text, count);
    read++;
    unreported += text.length;
    if (unreported < 65_536) continue;
    yield { type: "counting", texts: read, words: counts.size };
    unreported = 0;
  }
  if (counts.size === 0) throw new VitralError("tokenizer.untrained", {});
  yield { type: "counting", texts: read, words: counts.size };
  return counts;
}

/** @throws VitralError `tokenizer.small` if a vocabulary cannot hold what it must */
export function requireRoom(vocabulary: number, least: number): void {
  if (!(vocabulary >= least)) throw new VitralError("tokenizer.small", { vocabulary, least });
}

/** The order of Unicode's code points, which for characters past U+FFFF is not that of JavaScript's strings. */
export function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates, which spell what is past U+FFFF, come after all other units. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
