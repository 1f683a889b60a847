import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { attend } from "#learn/attention/attend.ts";
import { attendInHeads, multiHead } from "#learn/attention/multi-head.ts";
import { add } from "#learn/network/arithmetic.ts";
import { parameter, type Tensor, tensor } from "#learn/network/tensor.ts";
import { encodings } from "#learn/position/encodings.ts";
import { orderBound, permutationGap, permute } from "#learn/position/permutation.ts";

const drawn = (shape: readonly number[], seed: number, type: "float32" | "float64" = "float64"): Tensor => {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return parameter(
    Float64Array.from({ length: size }, () => 4 * random() - 2),
    { shape, type },
  );
};

describe("the encodings", () => {
  it("say the positions that one expects", () => {
    expect(encodings.absolute({ width: 3 }).vector(7, 9)).toEqual([7, 7, 7]);
    expect(encodings.normalised({ width: 2 }).vector(2, 5)).toEqual([0.4, 0.4]);
    const bits = encodings.binary({ width: 4 });
    expect([1, 2, 3, 4, 5, 6].map((p) => bits.vector(p, 16).join(""))).toEqual([
      "0001",
      "0010",
      "0011",
      "0100",
      "0101",
      "0110",
    ]);
    expect(encodings.sinusoidal({ width: 4 }).vector(5, 9)).toEqual([
      Math.sin(5),
      Math.cos(5),
      Math.sin(5 * 0.01),
      Math.cos(5 * 0.01),
    ]);
    expect(encodings.alibi({ width: 8, heads: 8 }).vector(2, 9)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((h) => 2 * 2 ** -h),
    );
  });

  it("refuse positions that they do not reach, and widths that do not suit them", () => {
    const refused = expect.objectContaining({ code: "learn.value" });
    expect(() => encodings.binary({ width: 4 }).vector(16, 17)).toThrow(refused);
    expect(() =>
      encodings.learned({ width: 2, longest: 5 }).add?.(
        tensor([
          [
            [0, 0],
            [0, 0],
            [0, 0],
            [0, 0],
            [0, 0],
            [0, 0],
          ],
        ]),
      ),
    ).toThrow(refused);
    expect(() => encodings.sinusoidal({ width: 5 })).toThrow(refused);
    expect(() => encodings.rope({ width: 8, heads: 3 })).toThrow(refused);
    expect(() => encodings.sinusoidal({ width: 4 }).vector(-1, 5)).toThrow(refused);
  });

  it("turn queries and keys so that their product knows the distance only", () => {
    const { turn } = encodings.rope({ width: 8 });
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 5 }), (seed, distance) => {
        const [q, k] = [drawn([8], seed), drawn([8], seed + 1)];
        const everywhere = (x: Tensor) =>
          tensor(
            Float64Array.from({ length: 12 * 8 }, (_, i) => x.data[i % 8]!),
            { shape: [1, 1, 12, 8] },
          );
        const { scores } = attend(turn!(everywhere(q)), turn!(everywhere(k)), everywhere(k));
        const score = (t: number) => scores.data[(t + distance) * 12 + t]!;
        for (let t = 1; t + distance < 12; t++) expect(score(t)).toBeCloseTo(score(0), 5);
        expect(score(0)).not.toBe(scores.data[7]); // query 0 and key 7
      }),
      { numRuns: 30 },
    );
  });

  it("let a score fall with the distance, in each head at its own slope", () => {
    const bias = encodings.alibi({ width: 8, heads: 2 }).bias!(3);
    expect(bias.shape).toEqual([2, 3, 3]);
    expect([...bias.data].slice(6, 9)).toEqual([-2 / 16, -1 / 16, 0]);
    expect([...bias.data].slice(15, 18)).toEqual([-2 / 256, -1 / 256, 0]);
  });
});

describe("attention and the order of its tokens", () => {
  /** Two layers on one another, with a skip: [B, T, 8]. */
  const network = (options: Parameters<typeof attendInHeads>[2] = {}) => {
    const random = seededRandom(7);
    const layers = [multiHead(8, 2, random), multiHead(8, 2, random)];
    return (x: Tensor) => layers.reduce((h, layer) => add(h, attendInHeads(layer, h, options).output), x);
  };
  const orders = fc.integer({ min: 2, max: 9 }).chain((T) =>
    fc.record({
      seed: fc.integer(),
      order: fc.shuffledSubarray(
        Array.from({ length: T }, (_, i) => i),
        { minLength: T },
      ),
    }),
  );

  it("without positions it is blind to permutations, to the last bit", () => {
    const blind = network({ sums: "any order" });
    fc.assert(
      fc.property(orders, ({ seed, order }) => {
        for (const type of ["float32", "float64"] as const)
          expect(permutationGap(blind, drawn([1, order.length, 8], seed, type), order)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("with plain sums it differs by rounding, within the bound", () => {
    let most = 0;
    fc.assert(
      fc.property(orders, ({ seed, order }) => {
        for (const type of ["float32", "float64"] as const) {
          const [q, k, v] = [1, 2, 3].map((n) => drawn([1, order.length, 8], seed + n, type));
          const gap = (sums: "fast" | "any order") => {
            const swapped = attend(permute(q!, order), permute(k!, order), permute(v!, order), { sums }).output;
            return Math.max(
              ...swapped.data.map((x, i) => Math.abs(x - permute(attend(q!, k!, v!, { sums }).output, order).data[i]!)),
            );
          };
          expect(gap("any order")).toBe(0);
          expect(gap("fast")).toBeLessThanOrEqual(orderBound(order.length, 2, type));
          most = Math.max(most, gap("fast"));
        }
      }),
      { numRuns: 60 },
    );
    expect(most).toBeGreaterThan(0); // so the sums in any order do make the difference
  });

  it.each(["absolute", "normalised", "binary", "sinusoidal", "learned", "rope", "alibi"] as const)(
    "with %s positions it notices",
    (name) => {
      const encoding = encodings[name]({ width: 8, heads: 2 });
      const attending = network({ sums: "any order", turn: encoding.turn, mask: encoding.bias?.(6) });
      const gap = permutationGap((x) => attending(encoding.add?.(x) ?? x), drawn([1, 6, 8], 1), [5, 0, 3, 1, 2, 4]);
      expect(gap).toBeGreaterThan(1e-3);
    },
  );

  it("asks for a true permutation", () => {
    expect(() => permutationGap((x) => x, drawn([1, 3, 2], 1), [0, 0, 2])).toThrow(
      expect.objectContaining({ code: "learn.value" }),
    );
  });
});
