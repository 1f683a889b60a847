import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activations } from "#learn/neuron/activations.ts";
import { type Example, fire, gates, truthTable, weightedSum } from "#learn/neuron/neuron.ts";
import { perceptron } from "#learn/neuron/perceptron.ts";
import { isProof, separate } from "#learn/neuron/separate.ts";

const xor = truthTable(2, ([a, b]) => a !== b);
const examplesOf = (coordinate: fc.Arbitrary<number>) =>
  fc.integer({ min: 1, max: 4 }).chain((dimensions) =>
    fc.array(
      fc.record({
        x: fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }),
        y: fc.constantFrom(0 as const, 1 as const),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  );

describe("separate", () => {
  it("proves that no line separates XOR: (0.5, 0.5) lies in both hulls", () => {
    const proof = separate(xor);
    expect(proof).toMatchObject({ isSeparable: false, point: [0.5, 0.5], weights: [0.5, 0.5, 0.5, 0.5] });
    expect(isProof(proof, xor)).toBe(true);
  });

  it("finds that of the 16 gates of two inputs all but XOR and its opposite are lines", () => {
    const inseparable = Array.from({ length: 16 }, (_, gate) => gate).filter(
      (gate) => !separate(truthTable(2, ([a, b]) => (gate >> (2 * a! + b!)) & 1)).isSeparable,
    );
    expect(inseparable).toEqual([0b0110, 0b1001]);
  });

  it("draws a line that a neuron can use, as far from the nearest example as it says", () => {
    const and = truthTable(2, ([a, b]) => a! && b!);
    const line = separate(and);
    if (!line.isSeparable) throw new Error("AND is a line");
    expect(line).toMatchObject({ w: [2, 2], b: -3 }); // twice the paper's w = (1, 1), b = −1.5
    const neuron = { ...line, activation: activations.step };
    expect(and.map(({ x }) => fire(neuron, x))).toEqual(and.map(({ y }) => y));
    const distances = and.map(({ x }) => Math.abs(weightedSum(line, x)) / Math.hypot(...line.w));
    expect(line.margin).toBeCloseTo(Math.min(...distances), 12);
    expect(line.margin).toBeGreaterThan(0);
  });

  it("always comes with a certificate that proves it, for whole numbers and for any float64", () => {
    const whole = examplesOf(fc.integer({ min: -3, max: 3 }));
    const any = examplesOf(fc.double({ noNaN: true, noDefaultInfinity: true }));
    const check = (runs: number, arbitrary: typeof any) =>
      fc.assert(
        fc.property(arbitrary, (examples) => isProof(separate(examples), examples)),
        { numRuns: runs },
      );
    check(300, whole);
    check(40, any); // whole numbers of up to two thousand bits
  });

  it("agrees with how the examples were made: apart by a line, or with a common point", () => {
    const apart = fc.tuple(
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 2 }), { maxLength: 30 }),
    );
    fc.assert(
      fc.property(apart, ([[p, q, b], points]) => {
        const side = ([x, y]: number[]) => p! * x! + q! * y! + b!;
        const examples = points.filter((x) => side(x) !== 0).map((x): Example => ({ x, y: side(x) > 0 ? 1 : 0 }));
        if (examples.length > 0) expect(separate(examples).isSeparable).toBe(true);
        const twice = [...examples, ...examples.slice(0, 1).map(({ x, y }): Example => ({ x, y: y === 1 ? 0 : 1 }))];
        if (twice.length > 1) expect(separate(twice).isSeparable).toBe(false);
      }),
    );
  });

  it("tells apart what differs by the last bit of a float64", () => {
    const next = 1 + Number.EPSILON;
    const examples: Example[] = [
      { x: [1], y: 0 },
      { x: [next], y: 1 },
    ];
    const line = separate(examples);
    expect(line.isSeparable && isProof(line, examples)).toBe(true);
    expect(separate([...examples, { x: [next], y: 0 }]).isSeparable).toBe(false);
  });

  it("says where a claim is false", () => {
    const line = separate(truthTable(2, ([a, b]) => a! || b!));
    expect(isProof(line, xor)).toBe(false);
    const proof = separate(xor);
    if (proof.isSeparable) throw new Error("XOR is no line");
    const forged = { ...proof, exact: { weights: [1n, 1n, 0n, 2n], denominator: 2n } };
    expect(isProof(forged, xor)).toBe(false);
  });

  it("is right about a class without examples, and refuses points of different lengths and infinities", () => {
    const alone: Example[] = [{ x: [3], y: 1 }];
    expect(isProof(separate(alone), alone) && separate(alone).isSeparable).toBe(true);
    expect(() =>
      separate([
        { x: [1], y: 1 },
        { x: [1, 2], y: 0 },
      ]),
    ).toThrow(/shape \[2\]/);
    expect(() => separate([{ x: [Number.NaN], y: 1 }])).toThrow(/finite/);
  });
});

describe("the perceptron rule", () => {
  it("learns every gate that is a line, with no more mistakes than Novikoff allows", () => {
    for (let gate = 0; gate < 16; gate++) {
      const examples = truthTable(2, ([a, b]) => (gate >> (2 * a! + b!)) & 1);
      const line = separate(examples);
      const steps = [...perceptron(examples)];
      const neuron = steps.at(-1)!.after;
      const isRight = examples.every(({ x, y }) => fire(neuron, x) === y);
      expect(isRight).toBe(line.isSeparable);
      if (!line.isSeparable || line.margin === Number.POSITIVE_INFINITY) continue;
      const length = Math.hypot(...line.w, line.b);
      const gap = Math.min(...examples.map(({ x }) => Math.abs(weightedSum(line, x)))) / length;
      const mistakes = steps.filter(({ error }) => error !== 0).length;
      expect(mistakes).toBeLessThanOrEqual(3 / gap ** 2); // R² = |(1, 1, 1)|²
    }
  });

  it("never learns XOR: with zero weights the same neurons come back, round after round", () => {
    const steps = [...perceptron(xor, { rounds: 50 })];
    expect(steps.length).toBe(200);
    expect(steps.at(-1)!.after).toEqual(steps.at(-1 - 4 * 10)!.after);
  });

  it("shows each look: what was answered, how wrong that was, and what it changed", () => {
    const [first, ...rest] = perceptron([{ x: [2, -1], y: 0 }], { eta: 0.5 });
    expect(first).toMatchObject({ round: 0, index: 0, answer: 1, error: -1, after: { w: [-1, 0.5], b: -0.5 } });
    expect(rest).toMatchObject([{ round: 1, answer: 0, error: 0 }]);
  });
});

describe("the gates", () => {
  it("answer as their truth tables say", () => {
    const answers = Object.fromEntries(
      Object.entries(gates).map(([name, gate]) => [
        name,
        truthTable(gate.w.length, (x) => fire(gate, x)).map(({ y }) => y),
      ]),
    );
    expect(answers).toEqual({
      AND: [0, 0, 0, 1],
      OR: [0, 1, 1, 1],
      NOT: [1, 0],
      NAND: [1, 1, 1, 0],
      NOR: [1, 0, 0, 0],
    });
  });

  it("say what an input of the wrong length should be", () => {
    expect(() => fire(gates.AND, [1])).toThrow("x has the shape [1], where [2] should stand.");
  });
});

describe("the slope of an activation", () => {
  it.each(Object.values(activations).filter(({ name }) => name !== "step"))(
    "is the derivative: $name",
    (activation) => {
      for (const x of [-6, -2.3, -0.7, 0.4, 1.1, 5]) {
        const h = 1e-4;
        const measured = (activation.phi(x + h) - activation.phi(x - h)) / (2 * h);
        expect(activation.slope(x)).toBeCloseTo(measured, 5);
      }
    },
  );
});
