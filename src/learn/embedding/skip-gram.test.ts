import { describe, expect, it } from "vitest";
import { finished } from "#base/finished.ts";
import { analogy, cosine, nearest, similarityMatrix } from "#learn/embedding/similarity.ts";
import { descend, skipGram } from "#learn/embedding/skip-gram.ts";
import { embeddingTable, lookUp, vectorOf, vectorsOf } from "#learn/embedding/table.ts";
import { tinyAnalogies, tinyCorpus } from "#learn/embedding/tiny-corpus.ts";
import { add, mul } from "#learn/network/arithmetic.ts";
import { transpose } from "#learn/network/arrange.ts";
import { log, sigmoid } from "#learn/network/elementwise.ts";
import { matmul } from "#learn/network/product.ts";
import { sum } from "#learn/network/reduce.ts";
import { backward, item, parameter } from "#learn/network/tensor.ts";

describe("skip-gram with negative sampling", () => {
  it.each(["en", "es"] as const)("finds capitals, queens and neighbours in the small corpus in %s", (language) => {
    const losses: number[] = [];
    const training = skipGram(tinyCorpus(language, 2000, 1), { epochs: 10, window: 6, subsample: 3e-3 });
    let step = training.next();
    for (; !step.done; step = training.next()) if (!Number.isNaN(step.value.loss)) losses.push(step.value.loss);
    const table = step.value;
    const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b) / some.length;
    expect(mean(losses.slice(0, 5)) / Math.log(2)).toBeGreaterThan(5.5); // u is zero: every σ is ½, and there are
    expect(mean(losses.slice(0, 5)) / Math.log(2)).toBeLessThan(6.01); // 6 of them, less noise that is the context
    expect(mean(losses.slice(-2000))).toBeLessThan(0.6 * 6 * Math.log(2));

    const vectors = vectorsOf(table);
    const id = (word: string): number => table.ids.get(word)!;
    const word = ({ index }: { index: number }): string => table.tokens[index]!;
    const analogies = tinyAnalogies(language);
    const right = analogies.filter(([a, b, c, d]) => word(analogy(vectors, [id(a), id(b), id(c)])[0]!) === d);
    expect(right.length / analogies.length).toBeGreaterThan(0.9);
    const [paris, capitals] =
      language === "en"
        ? ["paris", ["berlin", "madrid", "moscow", "rome", "tokyo"]]
        : ["parís", ["berlín", "madrid", "moscú", "roma", "tokio"]];
    const around = nearest(vectorOf(table, paris), vectors, 4, [id(paris)]).map(word);
    for (const one of around) expect(capitals).toContain(one);
  });

  it("moves the vectors by the gradient that autograd finds", () => {
    const width = 5;
    const [v, u] = [embeddingTable(["a", "b", "c", "d"], width, 1), embeddingTable(["a", "b", "c", "d"], width, 2)];
    const [word, context, noise] = [1, 2, [0, 3, 3]];
    for (const { data } of [v.vectors, u.vectors]) for (let i = 0; i < data.length; i++) data[i]! *= 10;
    const signs = parameter([[1, -1, -1, -1]]);
    const targets = lookUp(u, ["c", "a", "d", "d"]);
    const scores = matmul(lookUp(v, ["b"]), transpose(targets));
    const loss = mul(sum(log(sigmoid(mul(scores, signs)))), parameter([-1]));
    backward(add(loss, parameter([0])));
    const rate = 0.1;
    const expected = [v, u].map(({ vectors }) => Array.from(vectors.data, (x, i) => x - rate * vectors.grad![i]!));
    expect(descend(v.vectors.data, u.vectors.data, width, word, context, noise, rate)).toBeCloseTo(item(loss), 5);
    [v, u].forEach(({ vectors }, t) => {
      vectors.data.forEach((x, i) => {
        expect(x).toBeCloseTo(expected[t]![i]!, 5);
      });
    });
  });

  it("gives the same vectors for the same seed, and others for another", () => {
    const train = (seed: number): number[] =>
      vectorsOf(finished(skipGram(tinyCorpus("en", 50, 0), { seed, epochs: 2, width: 8 }))).flatMap((v) =>
        Array.from(v),
      );
    expect(train(3)).toEqual(train(3));
    expect(train(3)).not.toEqual(train(4));
  });

  it("can be left at any step, and tells how far it is", () => {
    const training = skipGram([["a", "b"], ["a"]], { epochs: 2 });
    const seen = [...training].map(({ epoch, sentence, done }) => [epoch, sentence, done]);
    expect(seen).toEqual([
      [0, 0, 0.25],
      [0, 1, 0.5],
      [1, 0, 0.75],
      [1, 1, 1],
    ]);
    const left = skipGram([["a", "b"]]);
    const { table } = left.next().value as { table: ReturnType<typeof embeddingTable> };
    expect(left.return(table)).toEqual({ done: true, value: table });
    expect(() => skipGram([["a"], ["a"]]).next()).toThrow("at least two different ones");
  });
});

describe("an embedding table", () => {
  it("is looked up row by row, and rows that are used twice get both gradients", () => {
    const table = embeddingTable(["x", "y"], 3, 0);
    const out = lookUp(table, ["y", "y", "x"]);
    expect(out.shape).toEqual([3, 3]);
    expect([...out.data.subarray(0, 3)]).toEqual(Array.from(vectorOf(table, "y")));
    backward(sum(out));
    expect([...table.vectors.grad!]).toEqual([1, 1, 1, 2, 2, 2]);
    expect(Math.max(...table.vectors.data.map(Math.abs))).toBeLessThanOrEqual(1 / 6);
  });

  it("refuses tokens that it does not know or that stand twice", () => {
    expect(() => lookUp(embeddingTable(["x"], 2, 0), ["z"])).toThrow("token is z");
    expect(() => embeddingTable(["x", "x"], 2, 0)).toThrow("tokens is x");
    expect(() => embeddingTable(["x"], 0, 0)).toThrow("width is 0");
  });
});

describe("nearness", () => {
  const points = [[1, 0], [2, 0.1], [0, 1], [-1, 0], [0, 0]]; // biome-ignore format: one line
  it("is the cosine of the angle, whatever the lengths", () => {
    expect(cosine([3, 0], [0.1, 0])).toBe(1);
    expect(cosine([1, 1], [1, 0])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(cosine([0, 0], [1, 0])).toBe(0);
    expect(() => cosine([1], [1, 2])).toThrow("b has the shape [2]");
    const matrix = similarityMatrix(points);
    expect(matrix[0]![3]).toBe(-1);
    expect(matrix[1]![2]).toBe(matrix[2]![1]);
  });

  it("finds the nearest first, without those that are not wanted", () => {
    expect(nearest([1, 0], points, 2).map(({ index }) => index)).toEqual([0, 1]);
    expect(nearest([1, 0], points, 9, [0]).map(({ index }) => index)).toEqual([1, 2, 4, 3]);
  });

  it("leads by a parallelogram from three corners to the fourth", () => {
    const corners = [[1, 0, 0.2], [1, 1, 0.2], [0, 0, 1], [0, 0.9, 1], [-1, 0, 0]]; // biome-ignore format: one line
    expect(analogy(corners, [0, 1, 2])[0]!.index).toBe(3);
    expect(() => analogy(corners, [0, 1, 5])).toThrow("index is 5");
  });
});
