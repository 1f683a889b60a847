import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestJump, neighbourDistances } from "#learn/position/continuity.ts";
import { encodings } from "#learn/position/encodings.ts";
import { extrapolation } from "#learn/position/extrapolate.ts";
import { ambiguities, closestPositions, largestValue, trainableNumbers } from "#learn/position/measure.ts";
import { periods } from "#learn/position/periods.ts";
import { shiftMap } from "#learn/position/shift.ts";

const options = { width: 8, heads: 2, longest: 300 };
const all = {
  absolute: encodings.absolute(options),
  normalised: encodings.normalised(options),
  binary: encodings.binary(options),
  sinusoidal: encodings.sinusoidal(options),
  learned: encodings.learned(options),
  rope: encodings.rope(options),
  alibi: encodings.alibi(options),
};

describe("values", () => {
  it("grow with the length for the absolute number, and stay below 1 for normalised, bits and waves", () => {
    expect([10, 100, 250].map((length) => largestValue(all.absolute, length))).toEqual([9, 99, 249]);
    for (const encoding of [all.normalised, all.binary, all.sinusoidal, all.rope])
      for (const length of [10, 100, 250]) expect(largestValue(encoding, length)).toBeLessThanOrEqual(1);
    expect(largestValue(all.alibi, 250)).toBe(249 / 16);
  });
});

describe("ambiguity between lengths", () => {
  it("is found where the length is divided by: 2 of 5 is 4 of 10", () => {
    expect(ambiguities(all.normalised, [5, 10])).toContainEqual({
      position: 2,
      length: 5,
      otherPosition: 4,
      otherLength: 10,
    });
  });

  it("is found for any two lengths of which one is a multiple, and for no other encoding", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 10 }), (length, times) => {
        expect(ambiguities(all.normalised, [length, length * times])).toHaveLength(length - 1);
        for (const name of ["absolute", "binary", "sinusoidal", "learned", "rope", "alibi"] as const)
          expect(ambiguities(all[name], [length, length * times]), name).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("uniqueness", () => {
  it("holds within a sequence for all but none", () => {
    for (const [name, encoding] of Object.entries(all))
      expect(closestPositions(encoding, 250).distance, name).toBeGreaterThan(0);
    expect(closestPositions(encodings.none(), 5).distance).toBe(0);
  });

  it("is lost when all waves are back where they were", () => {
    const round = encodings.sinusoidal({ width: 2 }); // one wave of 2π ≈ 44/7
    const { first, second, distance } = closestPositions(round, 100);
    expect(second - first).toBe(44);
    expect(distance).toBeLessThan(0.02);
  });
});

describe("continuity", () => {
  it("gives waves the same step everywhere, and bits longer steps where more of them flip", () => {
    const waves = neighbourDistances(all.sinusoidal, 200);
    expect(waves.largest - waves.smallest).toBeLessThan(1e-12);
    expect(neighbourDistances(all.binary, 200)).toEqual({ smallest: 1, largest: Math.sqrt(8) });
  });

  it("lets the jump vanish with the gap for formulas, and not for bits and tables", () => {
    for (const name of ["absolute", "normalised", "sinusoidal", "rope", "alibi"] as const)
      expect(largestJump(all[name], 200), name).toBeLessThan(1e-5);
    expect(largestJump(all.binary, 200)).toBe(Math.sqrt(8));
    expect(largestJump(all.learned, 200)).toBeGreaterThan(0.01);
  });
});

describe("periods", () => {
  it("double from bit to bit", () => {
    expect(periods(encodings.binary({ width: 6 }), 64)).toEqual([undefined, 32, 16, 8, 4, 2]);
  });

  it("are 2π/ω for every wave", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (base) => {
        const measured = periods(encodings.sinusoidal({ width: 6, base }), 300);
        measured.forEach((period, c) => {
          expect(period).toBeCloseTo(2 * Math.PI * base ** ((2 * Math.floor(c / 2)) / 6), 8);
        });
      }),
      { numRuns: 10 },
    );
  });

  it("are not there in what only grows, nor in a random table", () => {
    for (const name of ["absolute", "normalised", "alibi", "learned"] as const)
      expect(new Set(periods(all[name], 200)), name).toEqual(new Set([undefined]));
  });
});

describe("a shift", () => {
  it("is one fixed rotation of each pair for sinusoidal and rope", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (k) => {
        const encoding = encodings.sinusoidal({ width: 4, base: 100 });
        const { map, residual } = shiftMap(encoding, k, 200);
        expect(residual).toBeLessThan(1e-12);
        const block = (omega: number) => [Math.cos(k * omega), Math.sin(k * omega)] as const;
        const [[c, s], [c1, s1]] = [block(1), block(0.1)];
        const rotation = [
          [c, s, 0, 0],
          [-s, c, 0, 0],
          [0, 0, c1, s1],
          [0, 0, -s1, c1],
        ];
        map.forEach((row, i) => {
          row.forEach((x, j) => {
            expect(x).toBeCloseTo(rotation[i]![j]!, 9);
          });
        });
        expect(shiftMap(all.rope, k, 200).residual).toBeLessThan(1e-10);
      }),
      { numRuns: 20 },
    );
  });

  it("needs a constant for what only grows", () => {
    for (const name of ["absolute", "normalised", "alibi"] as const) {
      expect(shiftMap(all[name], 3, 200).residual, name).toBeGreaterThan(0.01);
      const { residual, constants } = shiftMap(all[name], 3, 200, "affine");
      expect(residual, name).toBeLessThan(1e-12);
      expect(constants[0]! / all[name].vector(3, 200)[0]!).toBeCloseTo(1, 9);
    }
  });

  it("is no such map for bits and random tables", () => {
    for (const name of ["binary", "learned"] as const)
      for (const kind of ["linear", "affine"] as const)
        expect(shiftMap(all[name], 3, 250, kind).residual, name).toBeGreaterThan(0.5);
  });

  it("is measured only where there is something to measure", () => {
    expect(() => shiftMap(all.binary, 9, 10)).toThrow(expect.objectContaining({ code: "learn.value" }));
    expect(() => shiftMap(encodings.none(), 1, 10)).toThrow(expect.objectContaining({ code: "learn.value" }));
  });
});

describe("beyond the length of training", () => {
  it("a table ends, the number goes on growing, the quotient moves what was known", () => {
    expect(extrapolation(all.learned, 200, 400)).toMatchObject({ isDefined: false });
    expect(extrapolation(all.absolute, 100, 150)).toEqual({ isDefined: true, beyondRange: 50, moved: 0 });
    const { beyondRange, moved } = extrapolation(all.normalised, 100, 200);
    expect(beyondRange).toBeCloseTo(0.005, 10); // 199/200 after 99/100
    expect(moved).toBeGreaterThan(1);
  });

  it("waves stay within 1, though the slow ones bring values that training has not shown", () => {
    const { beyondRange, moved } = extrapolation(all.sinusoidal, 100, 200);
    expect(moved).toBe(0);
    expect(beyondRange).toBeGreaterThan(0.05);
    expect(beyondRange).toBeLessThan(2);
    expect(extrapolation(encodings.sinusoidal({ width: 8, base: 2 }), 100, 200).beyondRange).toBeLessThan(0.01);
  });
});

describe("trainable numbers", () => {
  it("are a table's rows times its width, and none for a formula", () => {
    expect(Object.values(all).map(trainableNumbers)).toEqual([0, 0, 0, 0, 300 * 8, 0, 0]);
  });
});
