import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argmax, largest, logSumExp } from "#generate/largest.ts";

const floats = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 300 }); // many equals

describe("largest", () => {
  it("finds what sorting the whole would find, equals in order", () => {
    fc.assert(
      fc.property(floats, fc.nat(320), (values, count) => {
        const sorted = values.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value || a.i - b.i);
        expect([...largest(Float32Array.from(values), count)]).toEqual(sorted.slice(0, count).map(({ i }) => i));
      }),
    );
  });

  it("agrees with argmax about the first", () => {
    fc.assert(
      fc.property(floats, (values) => {
        const list = Float32Array.from(values);
        expect(largest(list, 1)[0]).toBe(argmax(list));
      }),
    );
  });
});

describe("logSumExp", () => {
  it("turns logits into log-probabilities that sum to one, however large they are", () => {
    const logits = Float32Array.of(900, 901, 899.5, -3);
    const whole = logSumExp(logits);
    expect(logits.reduce((sum, x) => sum + Math.exp(x - whole), 0)).toBeCloseTo(1, 12);
  });
});
