import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedCounts, latticeOf, likeliest } from "#text/training/lattice.ts";
import { cutByKind, seedPieces } from "#text/training/seeds.ts";
import { digamma, type PruningStep, trainUnigram, type UnigramModel } from "#text/training/unigram.ts";
import type { WordCounts } from "#text/training/word-counts.ts";

function train(words: WordCounts, pieces: number): { readonly steps: PruningStep[]; readonly model: UnigramModel } {
  const steps: PruningStep[] = [];
  const training = trainUnigram(words, { pieces, keep: 0.9 });
  for (;;) {
    const { done, value } = training.next();
    if (done) return { steps, model: value };
    steps.push(value);
  }
}

/** All ways to write a word in pieces. */
function cuts(word: string, pieces: readonly string[]): number[][] {
  if (word === "") return [[]];
  return pieces.flatMap((piece, id) =>
    word.startsWith(piece) ? cuts(word.slice(piece.length), pieces).map((rest) => [id, ...rest]) : [],
  );
}

const pieces = ["a", "b", "ab", "ba", "aab"];
const scores = Float64Array.of(0.3, 0.25, 0.2, 0.15, 0.1).map(Math.log);
const anyWord = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 9 });
const logP = (ids: readonly number[]): number => ids.reduce((sum, id) => sum + scores[id]!, 0);

describe("the ways to cut a word", () => {
  it("are expected as their enumeration says", () => {
    fc.assert(
      fc.property(anyWord, fc.integer({ min: 1, max: 9 }), (word, weight) => {
        const { counts, logLikelihood } = expectedCounts(latticeOf([word], pieces), scores, Float64Array.of(weight));
        const ways = cuts(word, pieces);
        const whole = ways.reduce((sum, way) => sum + Math.exp(logP(way)), 0);
        expect(logLikelihood).toBeCloseTo(weight * Math.log(whole), 9);
        pieces.forEach((_, id) => {
          const uses = ways.map((way) => way.filter((used) => used === id).length * Math.exp(logP(way)));
          expect(counts[id]).toBeCloseTo((weight * uses.reduce((a, b) => a + b, 0)) / whole, 9);
        });
      }),
      { seed: 3 },
    );
  });

  it("are best as their enumeration says, also without the word as a whole", () => {
    fc.assert(
      fc.property(anyWord, fc.boolean(), (word, wholeToo) => {
        const ways = cuts(word, pieces).filter((way) => wholeToo || way.length > 1);
        let path: readonly number[] = [];
        likeliest(latticeOf([word], pieces), scores, (_, found) => (path = found), { wholeToo });
        if (ways.length === 0) expect(path).toEqual([]);
        else expect(logP(path)).toBeCloseTo(Math.max(...ways.map(logP)), 9);
      }),
      { seed: 4 },
    );
  });
});

describe("the pieces that training begins with", () => {
  it("are all stretches that occur more than once, and not in a longer one just as often", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.dictionary(word, fc.integer({ min: 1, max: 3 }), { maxKeys: 8 }), (dictionary) => {
        const words = Object.entries(dictionary);
        const counts = new Map<string, number>();
        for (const [text, count] of words)
          for (let i = 0; i < text.length; i++)
            for (let j = i + 1; j <= text.length; j++)
              counts.set(text.slice(i, j), (counts.get(text.slice(i, j)) ?? 0) + count);
        const longer = [..."abc"];
        const expected = [...counts].filter(
          ([s, n]) => s.length > 1 && n > 1 && !longer.some((c) => counts.get(s + c) === n),
        );
        const { characters, stretches } = seedPieces(new Map(words), 16, 1_000);
        expect(new Map(stretches.map(({ piece, weight }) => [piece, weight]))).toEqual(new Map(expected));
        for (const { piece, weight } of characters) expect(weight).toBe(counts.get(piece));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("never mix letters, digits and other signs, nor halve a character", () => {
    const words = cutByKind(new Map([["▁no.7", 5], ["▁no.8", 5], ["▁𝔄𝔅!", 4], ["▁▁", 1]])); // biome-ignore format: words
    expect(words).toEqual(new Map([["▁no", 10], [".", 10], ["7", 5], ["8", 5], ["▁𝔄𝔅", 4], ["!", 4], ["▁", 2]])); // biome-ignore format: words
    const { stretches } = seedPieces(words, 16, 100);
    expect(stretches.map(({ piece }) => piece).sort()).toEqual(["no", "▁no", "▁𝔄𝔅", "𝔄𝔅"].sort());
  });
});

describe("training Unigram", () => {
  const words = new Map(
    "the cat sat on the mat and the dog sat on the log while the cats and dogs were sitting still in the sitting room"
      .split(" ")
      .map((word, i, all) => [`▁${word}`, all.filter((other) => other === word).length + (i % 2)]),
  );

  it("ends with as many pieces as were asked for, each round costing more bits than the one before", () => {
    const { steps, model } = train(words, 24);
    expect(model.pieces).toHaveLength(24);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)!.after).toBe(24);
    for (const [i, { before, after, unused, removed, bitsPerCharacter }] of steps.entries()) {
      expect(before - after).toBe(unused + removed.length);
      if (i > 0) expect(bitsPerCharacter).toBeGreaterThan(steps[i - 1]!.bitsPerCharacter);
    }
    const losses = steps.at(-1)!.removed.map(({ loss }) => loss);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
  });

  it("keeps every character, so that every word can be cut, and nearly all of the probability", () => {
    const { model } = train(words, 24);
    const kept = new Set(model.pieces.map(({ piece }) => piece));
    for (const character of [...words.keys()].join("")) expect(kept).toContain(character);
    expect(kept).toContain("▁the");
    const sum = model.pieces.reduce((total, { score }) => total + Math.exp(score), 0);
    expect(sum).toBeGreaterThan(0.8); // ψ makes what is rare rarer
    expect(sum).toBeLessThan(1);
  });

  it("gives the same pieces whatever the order of the words", () => {
    expect(train(new Map([...words].reverse()), 30).model).toEqual(train(words, 30).model);
  });

  it("refuses fewer pieces than there are characters", () => {
    expect(() => train(words, 5)).toThrow("A vocabulary of 5 is too small");
  });
});

describe("digamma", () => {
  it.each([
    [1, -0.5772156649015329], // −γ
    [0.5, -1.9635100260214235], // −γ − 2 log 2
    [10, 2.2517525890667214],
    [1_000, 6.907255195648812],
  ])("of %f is %f", (x, expected) => expect(digamma(x)).toBeCloseTo(expected, 12));
});
