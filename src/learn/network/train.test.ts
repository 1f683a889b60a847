import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { mul } from "#learn/network/arithmetic.ts";
import { circles, moons, spirals, xor, xorClouds } from "#learn/network/data-sets.ts";
import { initialisations, network, parametersOf } from "#learn/network/dense.ts";
import { adam, clipGradients, sgd } from "#learn/network/optimisers.ts";
import { sum } from "#learn/network/reduce.ts";
import { backward, parameter } from "#learn/network/tensor.ts";
import { accuracy, train } from "#learn/network/train.ts";
import { separate } from "#learn/neuron/separate.ts";

const finish = (steps: Iterable<unknown>): number => [...steps].length;

describe("training", () => {
  it("takes a single neuron to at most three of XOR's four corners", () => {
    let best = 0;
    for (let seed = 0; seed < 20; seed++) {
      const neuron = network([2, 1], seed, { initialisation: "normal" });
      for (const _ of train(neuron, adam(parametersOf(neuron), { learningRate: 0.1 }), xor, { steps: 100 }))
        best = Math.max(best, accuracy(neuron, xor));
    }
    expect(best).toBe(0.75);
  });

  it("takes 2-4-1 through XOR, and yields every step's loss, batch and gradients", () => {
    const layers = network([2, 4, 1], 3);
    const steps = [...train(layers, adam(parametersOf(layers), { learningRate: 0.05 }), xor, { steps: 300 })];
    expect(steps).toHaveLength(300);
    expect(accuracy(layers, xor)).toBe(1);
    expect(steps[299]!.loss).toBeLessThan(steps[0]!.loss / 4);
    expect(steps[0]!.batch).toEqual([0, 1, 2, 3]);
    expect(steps[0]!.values.map(({ shape }) => shape)).toEqual([
      [4, 2],
      [4, 4],
      [4, 1],
    ]);
    expect(steps[0]!.values[1]!.grad).toBeDefined();
  });

  it("never gets hidden neurons apart that start from zeros", () => {
    const layers = network([2, 4, 1], 3, { initialisation: "zeros" });
    finish(train(layers, sgd(parametersOf(layers), { learningRate: 0.5 }), xor, { steps: 200 }));
    expect(new Set(layers[0]!.w.data).size).toBe(1);
    expect(accuracy(layers, xor)).toBe(0.5);
  });

  it.each([
    ["circles", circles(200, 1), 200],
    ["moons", moons(200, 1, { noise: 0.1 }), 300],
    ["spirals", spirals(200, 1), 1000],
  ] as const)("learns %s, which no line separates", (_, examples, steps) => {
    expect(separate(examples).isSeparable).toBe(false);
    const layers = network([2, 16, 16, 1], 2);
    const batches = { steps, batch: 100, seed: 0 };
    finish(train(layers, adam(parametersOf(layers), { learningRate: 0.05 }), examples, batches));
    expect(accuracy(layers, examples)).toBeGreaterThan(0.97);
  });

  it("gives the same numbers again for the same seed", () => {
    const once = () => {
      const layers = network([2, 3, 1], 8);
      const options = { steps: 10, batch: 7, seed: 9 };
      return [...train(layers, sgd(parametersOf(layers), { learningRate: 0.3 }), xorClouds(40, 6), options)].map(
        ({ loss }) => loss,
      );
    };
    expect(once()).toEqual(once());
    expect(moons(5, 1)).toEqual(moons(5, 1));
    expect(moons(5, 1)).not.toEqual(moons(5, 2));
  });

  it("refuses a training without examples, and options out of range", () => {
    const layers = network([2, 1], 0);
    expect(() => finish(train(layers, sgd(parametersOf(layers), { learningRate: 1 }), [], { steps: 1 }))).toThrow(
      "examples is [], where at least one",
    );
    expect(() => sgd([], { learningRate: 1, momentum: 1 })).toThrow("momentum is 1");
    expect(() => network([2], 0)).toThrow("widths is [2]");
  });
});

describe("initialisations", () => {
  it.each([
    ["xavier", 2 / (30 + 50)],
    ["he", 2 / 30],
    ["normal", 1],
  ] as const)("%s draws with mean 0 and the variance of its formula", (name, variance) => {
    const random = seededRandom(1);
    const weights = Array.from({ length: 20_000 }, () => initialisations[name](30, 50, random));
    const mean = weights.reduce((a, b) => a + b) / weights.length;
    const spread = weights.reduce((a, b) => a + (b - mean) ** 2, 0) / weights.length;
    expect(Math.abs(mean)).toBeLessThan(0.03 * Math.sqrt(variance));
    expect(spread / variance).toBeCloseTo(1, 1);
  });
});

describe("clipping", () => {
  it("shortens gradients to the largest norm, leaves short ones, and tells their norm", () => {
    const w = parameter([3, 4]);
    backward(sum(mul(w, w)));
    expect(clipGradients([w], 5)).toBeCloseTo(10);
    expect([...w.grad!].map((g) => g.toFixed(3))).toEqual(["3.000", "4.000"]);
    expect(clipGradients([w], 6)).toBeCloseTo(5);
    expect(w.grad![1]).toBeCloseTo(4, 5);
  });
});
