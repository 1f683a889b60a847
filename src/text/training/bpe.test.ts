import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MergeStep, trainBpe } from "#text/training/bpe.ts";
import { byCodePoint, type WordCounts } from "#text/training/word-counts.ts";

/** The definition, without any haste: count all pairs anew for each merge. */
function plainly(words: WordCounts, vocabulary: number): [left: string, right: string, count: number][] {
  const tokens = [...new Set([...words.keys()].join(""))].sort(byCodePoint);
  const cut = [...words].map(([word, count]) => ({ symbols: [...word].map((c) => tokens.indexOf(c)), count }));
  const merges: [string, string, number][] = [];
  while (tokens.length < vocabulary) {
    const counts = new Map<string, number>();
    for (const { symbols, count } of cut)
      for (let i = 0; i + 1 < symbols.length; i++) {
        const key = `${symbols[i]},${symbols[i + 1]}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    const pairs = [...counts].map(([key, count]) => ({ pair: key.split(",").map(Number), count }));
    pairs.sort((a, b) => b.count - a.count || a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!);
    const best = pairs[0];
    if (!best) break;
    const [left, right] = best.pair as [number, number];
    const token = tokens[left]! + tokens[right]!;
    const id = tokens.includes(token) ? tokens.indexOf(token) : tokens.push(token) - 1;
    for (const { symbols } of cut)
      for (let i = 0; i + 1 < symbols.length; i++)
        if (symbols[i] === left && symbols[i + 1] === right) symbols.splice(i, 2, id);
    merges.push([tokens[left]!, tokens[right]!, best.count]);
  }
  return merges;
}

const steps = (words: WordCounts, vocabulary: number): MergeStep[] => [...trainBpe(words, { vocabulary })];
const told = (merges: readonly MergeStep[]): unknown => merges.map(({ left, right, count }) => [left, right, count]);

describe("learning merges", () => {
  it("merges Sennrich's low, lower, newest, widest as the paper's count says", () => {
    const words = new Map(Object.entries({ low: 5, lower: 2, newest: 6, widest: 3 }));
    expect(told(steps(words, 14))).toEqual([
      ["e", "s", 9],
      ["es", "t", 9],
      ["l", "o", 7],
      ["lo", "w", 7],
    ]);
  });

  it("finds by adding and taking away what counting all pairs anew finds", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "𝔄"), minLength: 1, maxLength: 14 });
    const counted = fc.uniqueArray(fc.tuple(word, fc.nat(5).map((n) => n + 1)), { selector: ([w]) => w, maxLength: 12 }); // biome-ignore format: words
    fc.assert(
      fc.property(counted, fc.integer({ min: 4, max: 40 }), (list, vocabulary) => {
        const words = new Map(list);
        expect(told(steps(words, vocabulary))).toEqual(plainly(words, vocabulary));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("merges a run of the same letter from the left, without counting a letter twice", () => {
    const merges = steps(new Map([["aaaaa", 2]]), 4);
    expect(told(merges)).toEqual([
      ["a", "a", 8],
      ["aa", "a", 2],
      ["aa", "aaa", 2],
    ]);
  });

  it("stops by itself when every word is one token, and as soon as no more is asked", () => {
    expect(steps(new Map([["ab", 1]]), 100)).toHaveLength(1);
    const training = trainBpe(new Map([["abcdef", 1]]), { vocabulary: 100 });
    training.next();
    training.return({ tokens: [], merges: [] });
    expect(training.next().done).toBe(true);
  });

  it("puts special tokens first, then the alphabet, then what it learns", () => {
    const training = trainBpe(new Map([["ba", 1]]), { vocabulary: 9, special: ["<s>"], alphabet: ["z"], prefix: "##" });
    expect(training.next().value).toMatchObject({ left: "b", right: "##a", token: "ba", id: 5, index: 0 });
    expect(training.next().value).toMatchObject({ tokens: ["<s>", "a", "b", "z", "##a", "ba"] });
  });

  it("refuses a vocabulary that cannot hold the alphabet", () => {
    expect(() => steps(new Map([["abc", 1]]), 2)).toThrow("give at least 3");
  });

  it("takes its time by the places of a pair: a word of 200,000 letters is no trap", () => {
    let state = 1;
    const letters = Array.from({ length: 200_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(97 + (state % 26));
    });
    const begun = performance.now();
    expect(steps(new Map([[letters.join(""), 1]]), 1_000)).toHaveLength(974);
    expect(performance.now() - begun).toBeLessThan(8_000); // by scanning the word for each merge it would be minutes
  });
});
