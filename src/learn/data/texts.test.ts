import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jaccard, nearDuplicates, shingles } from "#learn/data/near-duplicates.ts";
import { describeTexts, tfIdf, words, zipf } from "#learn/data/texts.ts";

describe("a description of texts", () => {
  it("counts documents, tokens and the vocabulary", () => {
    const summary = describeTexts(["El río, el mar.", "Mar y río", ""]);
    expect(summary).toMatchObject({ documents: 3, tokens: 7, vocabulary: 4 });
    expect(summary.frequencies).toEqual([
      ["el", 2],
      ["mar", 2],
      ["río", 2],
      ["y", 1],
    ]);
    expect(summary.tokensPerDocument).toMatchObject({ mean: expect.closeTo(7 / 3, 12), median: 3 });
  });

  it("counts the tokens of any tokenizer", () => {
    expect(describeTexts(["aab"], (text) => [...text].map((c) => c.charCodeAt(0))).frequencies[0]).toEqual(["97", 2]);
  });

  it("finds the slope of Zipf's law where it holds, and a poor fit where not", () => {
    for (const exponent of [0.8, 1, 1.3]) {
      const law = zipf(Array.from({ length: 2000 }, (_, i) => 1e6 / (i + 1) ** exponent));
      expect(law.exponent).toBeCloseTo(exponent, 6);
      expect(law.scale / 1e6).toBeCloseTo(1, 6);
      expect(law.r2).toBeCloseTo(1, 6);
    }
    const exponential = zipf(Array.from({ length: 40 }, (_, i) => 1e6 * 0.7 ** i));
    expect(exponential.r2).toBeLessThan(0.95);
  });
});

describe("TF-IDF", () => {
  it("puts first what one text says and others do not, and weighs what all say 0", () => {
    const [first] = tfIdf(["the cat sat on the cat", "the dog sat", "the end"]);
    expect(first!.map(([word]) => word)).toEqual(["cat", "on", "sat", "the"]);
    expect(first!.map(([, weight]) => weight)).toEqual([2 * Math.log(3), Math.log(3), Math.log(1.5), 0]);
  });
});

describe("near-duplicates", () => {
  it("are found whatever their case and punctuation, and a changed word costs three shingles", () => {
    const text = "one two three four five six seven eight nine ten";
    const changed = text.replace("five", "5");
    const found = nearDuplicates([text, "something else altogether here", `${text.toUpperCase()}!`, changed], 0.4);
    expect(found).toEqual([
      { a: 0, b: 2, similarity: 1 },
      { a: 0, b: 3, similarity: 5 / 11 },
      { a: 2, b: 3, similarity: 5 / 11 },
    ]);
  });

  it("are those that comparing every pair finds", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 }).map((list) => list.join(" "));
    const texts = fc.array(text, { maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.constantFrom(0.1, 0.3, 0.5, 2 / 3, 0.7, 1), (list, threshold) => {
        const pairs = list.flatMap((_, a) =>
          list.flatMap((__, b) => {
            const [p, q] = [shingles(list[a]!, 2), shingles(list[b]!, 2)];
            return a < b && p.size > 0 && q.size > 0 && jaccard(p, q) >= threshold ? [[a, b]] : [];
          }),
        );
        expect(nearDuplicates(list, threshold, 2).map(({ a, b }) => [a, b])).toEqual(pairs);
      }),
    );
  });

  it("need words: short texts are one shingle, empty ones none", () => {
    expect([...shingles("Hello, world")]).toEqual(["hello world"]);
    expect(nearDuplicates(["", "…", ""])).toEqual([]);
    expect(words("Ñandú 42, l’été")).toEqual(["ñandú", "42", "l", "été"]);
    expect(() => nearDuplicates([], 0)).toThrow("threshold is 0");
  });
});
