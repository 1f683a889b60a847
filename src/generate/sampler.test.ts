import { describe, expect, it } from "vitest";
import type { VitralError } from "#base/error.ts";
import type { Sampling } from "#generate/events.ts";
import { sampler } from "#generate/sampler.ts";

const logits = Float32Array.from([1, 3, 2, 0.5, -1], (p) => p);
const probabilities = (temperature = 1): number[] => {
  const weights = [...logits].map((x) => Math.exp(x / temperature));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((x) => x / total);
};

/** How often each id comes in many draws. */
function frequencies(sampling: Sampling, values = logits, draws = 20_000): number[] {
  const { next } = sampler({ seed: 7, ...sampling });
  const counts = new Array<number>(values.length).fill(0);
  for (let i = 0; i < draws; i++) counts[next(values, [], [])]!++;
  return counts.map((count) => count / draws);
}

describe("sampler", () => {
  it("takes the likeliest when nothing else is said", () => {
    expect(sampler().next(logits, [], [])).toBe(1);
    expect(sampler({ temperature: 2, topK: 1 }).next(logits, [], [])).toBe(1);
  });

  it.each([0.5, 1, 2])("draws as often as softmax(logits / %f) says", (temperature) => {
    const expected = probabilities(temperature);
    frequencies({ temperature }).forEach((share, id) => {
      expect(Math.abs(share - expected[id]!)).toBeLessThan(0.015);
    });
  });

  it("draws the same from the same seed, and other things from another", () => {
    const run = (seed: number): number[] => {
      const { next } = sampler({ temperature: 1.5, seed });
      return Array.from({ length: 50 }, () => next(logits, [], []));
    };
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });

  it("keeps the k likeliest", () => {
    const shares = frequencies({ temperature: 1, topK: 2 });
    expect(shares.map((share) => share > 0)).toEqual([false, true, true, false, false]);
    expect(shares[1]! / shares[2]!).toBeCloseTo(Math.E, 0);
  });

  it("keeps the likeliest whose probabilities reach p, whatever the temperature", () => {
    const [, first = 0, second = 0] = probabilities();
    expect(frequencies({ temperature: 3, topP: first - 0.01 })).toEqual([0, 1, 0, 0, 0]);
    expect(frequencies({ temperature: 3, topP: first + 0.01 }).filter((share) => share > 0)).toHaveLength(2);
    expect(frequencies({ temperature: 3, topP: first + second + 0.01 }).filter((share) => share > 0)).toHaveLength(3);
  });

  it("finds a nucleus that is wider than the first hundreds", () => {
    const flat = new Float32Array(1000);
    const { next } = sampler({ temperature: 1, topP: 0.9, seed: 1 });
    const seen = new Set(Array.from({ length: 5000 }, () => next(flat, [], [])));
    expect(seen.size).toBeGreaterThan(850);
    expect(Math.max(...seen)).toBeLessThan(900);
  });

  it("keeps those at least minP times as likely as the likeliest", () => {
    const shares = frequencies({ temperature: 5, minP: 0.2 }); // e^−1 ≥ 0.2 > e^−2
    expect(shares.map((share) => share > 0)).toEqual([false, true, true, false, false]);
  });

  it("divides logits of what came lately, and multiplies those below zero", () => {
    const { next } = sampler({ repeatPenalty: 2 });
    expect(next(logits, [1], [])).toBe(2); // 3 / 2 < 2
    expect(next(Float32Array.of(-1, -1.5), [0], [])).toBe(1); // −2 < −1.5
    expect(next(logits, [1, ...new Array<number>(64).fill(4)], [])).toBe(1); // too long ago
  });

  it("takes presence once and frequency each time, in the answer alone", () => {
    expect(sampler({ presencePenalty: 1.5 }).next(logits, [], [1, 1, 1])).toBe(2);
    expect(sampler({ presencePenalty: 0.9 }).next(logits, [], [1, 1, 1])).toBe(1);
    expect(sampler({ frequencyPenalty: 0.4 }).next(logits, [], [1, 1, 1])).toBe(2);
    expect(sampler({ frequencyPenalty: 0.4 }).next(logits, [], [1, 1])).toBe(1);
    expect(sampler({ frequencyPenalty: 9, presencePenalty: 9 }).next(logits, [1, 1], [])).toBe(1);
  });

  it("adds biases, and leaves the logits as they were", () => {
    const before = [...logits];
    expect(sampler({ logitBias: { 4: 100 } }).next(logits, [], [])).toBe(4);
    expect(sampler({ logitBias: { 1: -100 } }).next(logits, [], [])).toBe(2);
    expect([...logits]).toEqual(before);
  });

  it.each([
    { temperature: -1 },
    { temperature: Number.NaN },
    { topP: 1.5 },
    { minP: -0.1 },
    { repeatPenalty: 0 },
    { maxTokens: -1 },
  ])("refuses %o by the field's name", (sampling) => {
    const field = Object.keys(sampling)[0]!;
    expect(() => sampler(sampling)).toThrow(
      expect.objectContaining<Partial<VitralError>>({
        code: "generate.sampling",
        data: expect.objectContaining({ field }),
      }),
    );
  });
});
