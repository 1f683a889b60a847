import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { attend } from "#learn/attention/attend.ts";
import { causalMask, paddingMask } from "#learn/attention/masks.ts";
import { attendInHeads, joinHeads, multiHead, splitHeads } from "#learn/attention/multi-head.ts";
import { measureScale, saturation, softmaxJacobian } from "#learn/attention/saturation.ts";
import { mul } from "#learn/network/arithmetic.ts";
import { checkGradients } from "#learn/network/gradient-check.ts";
import { sum } from "#learn/network/reduce.ts";
import { parameter, type Tensor, tensor } from "#learn/network/tensor.ts";

const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
const row = (x: Tensor, t: number): number[] => {
  const width = x.shape.at(-1)!;
  return [...x.data.slice(t * width, (t + 1) * width)];
};
const drawn = (shape: readonly number[], seed: number, type: "float32" | "float64" = "float64"): Tensor => {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return parameter(
    Float64Array.from({ length: size }, () => 4 * random() - 2),
    { shape, type },
  );
};

describe("attention from Q, K and V by hand", () => {
  const q = tensor([[2, 0]]);
  const k = tensor([
    [1, 0],
    [0, 1],
    [-1, 0],
  ]);
  const v = tensor([[10], [20], [30]]);

  it("goes through scores, scale, softmax and mix", () => {
    const steps = attend(q, k, v);
    expect([...steps.scores.data]).toEqual([2, 0, -2]);
    expect(difference(steps.scaled.data, [Math.SQRT2, 0, -Math.SQRT2])).toBeLessThan(1e-6);
    expect(steps.masked).toBe(steps.scaled);
    const powers = [Math.SQRT2, 0, -Math.SQRT2].map(Math.exp);
    const total = powers[0]! + powers[1]! + powers[2]!;
    expect(
      difference(
        steps.weights.data,
        powers.map((power) => power / total),
      ),
    ).toBeLessThan(1e-6);
    expect(steps.output.data[0]).toBeCloseTo((10 * powers[0]! + 20 * powers[1]! + 30 * powers[2]!) / total, 5);
  });

  it("takes the mean of all values when no key stands out", () => {
    expect(attend(tensor([[0, 0]]), k, v).output.data[0]).toBeCloseTo(20, 5);
  });

  it("gives a query that may see nothing no value at all", () => {
    const mask = tensor([[-Infinity, -Infinity, -Infinity]]);
    for (const sums of ["fast", "any order"] as const)
      expect([...attend(q, k, v, { mask, sums }).output.data]).toEqual([0]);
  });

  it("says which shape does not fit", () => {
    expect(() => attend(q, tensor([[1, 2, 3]]), v)).toThrow(expect.objectContaining({ code: "learn.shape" }));
    expect(() => attend(q, k, tensor([[1], [2]]))).toThrow(expect.objectContaining({ code: "learn.shape" }));
    expect(() => attend(q, k, v, { mask: causalMask(2, 3) })).toThrow(expect.objectContaining({ code: "learn.shape" }));
  });

  it("has the gradients that its definition says, through both ways of summing", () => {
    for (const sums of ["fast", "any order"] as const) {
      const parts = [drawn([3, 2], 1), drawn([4, 2], 2), drawn([4, 3], 3)] as const;
      const mask = causalMask(3, 4);
      const share = tensor(drawn([3, 3], 4).data, { shape: [3, 3] });
      const loss = () => sum(mul(attend(...parts, { mask, sums }).output, share));
      expect(checkGradients(loss, parts).error).toBeLessThan(1e-8);
    }
  });
});

describe("a mask", () => {
  it("hides the future: no later key changes an earlier output, to the bit", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 8 }), (seed, T) => {
        const [q, k, v] = [drawn([T, 4], seed), drawn([T, 4], seed + 1), drawn([T, 4], seed + 2)];
        const before = attend(q, k, v, { mask: causalMask(T) });
        for (let i = (T - 1) * 4; i < T * 4; i++) [k.data[i], v.data[i]] = [99, -99];
        const after = attend(q, k, v, { mask: causalMask(T) });
        for (let t = 0; t < T - 1; t++) {
          expect(row(after.output, t)).toEqual(row(before.output, t));
          expect(row(before.weights, t).slice(t + 1)).toEqual(Array(T - 1 - t).fill(0));
          expect(row(before.weights, t).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("hides padding: each sequence comes out as it does alone", () => {
    const layer = multiHead(8, 2, seededRandom(1));
    const x = drawn([2, 5, 8], 2, "float32");
    const padded = attendInHeads(layer, x, { mask: paddingMask([3, 5], 5) }).output;
    const alone = attendInHeads(layer, tensor(x.data.slice(0, 3 * 8), { shape: [1, 3, 8] })).output;
    expect(difference(alone.data, padded.data.subarray(0, 3 * 8))).toBeLessThan(1e-6);
  });

  it("puts the last query beside the last key", () => {
    expect([...causalMask(2, 4).data]).toEqual([0, 0, 0, -Infinity, 0, 0, 0, 0]);
    expect(() => causalMask(4, 2)).toThrow(expect.objectContaining({ code: "learn.value" }));
    expect(() => paddingMask([6], 5)).toThrow(expect.objectContaining({ code: "learn.value" }));
  });
});

describe("heads", () => {
  it("come back together as they were", () => {
    const x = drawn([2, 3, 12], 5);
    expect(joinHeads(splitHeads(x, 4)).data).toEqual(x.data);
    expect(splitHeads(x, 4).shape).toEqual([2, 4, 3, 3]);
    expect(splitHeads(x, 4).data[3 * 3]).toBe(x.data[3]); // the second head of the first token
  });

  it("must share the width evenly", () => {
    expect(() => multiHead(10, 4, seededRandom(0))).toThrow(expect.objectContaining({ code: "learn.value" }));
  });
});

describe("without division by √d_k", () => {
  it("scores grow with the width, and the softmax runs into its corner", () => {
    const [narrow, wide] = [measureScale(4), measureScale(256)];
    for (const { width, variance, scaledVariance } of [narrow, wide]) {
      expect(Math.abs(variance / width - 1)).toBeLessThan(0.15);
      expect(Math.abs(scaledVariance - 1)).toBeLessThan(0.15);
    }
    expect(wide.unscaled.largestWeight).toBeGreaterThan(0.9);
    expect(wide.unscaled.entropy).toBeLessThan(0.3);
    expect(wide.unscaled.jacobianNorm).toBeLessThan(wide.scaled.jacobianNorm / 2);
    // Scaled, the width does not matter.
    expect(Math.abs(wide.scaled.entropy - narrow.scaled.entropy)).toBeLessThan(0.2);
    expect(wide.scaled.largestWeight).toBeLessThan(0.4);
  });

  it("is described at both ends", () => {
    const even = saturation([3, 3, 3, 3]);
    expect(even.entropy).toBeCloseTo(Math.log(4), 12);
    expect(even.largestWeight).toBe(0.25);
    expect(saturation([0, 1000])).toEqual({ entropy: 0, largestWeight: 1, jacobianNorm: 0 });
  });

  it("is measured with the softmax's true derivative", () => {
    const x = [0.3, -1, 2];
    const p = (scores: readonly number[]) => {
      const powers = scores.map(Math.exp);
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    };
    softmaxJacobian(p(x)).forEach((derivatives, i) => {
      derivatives.forEach((derivative, j) => {
        const moved = (h: number) => p(x.with(j, x[j]! + h))[i]!;
        expect(derivative).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 9);
      });
    });
  });
});
