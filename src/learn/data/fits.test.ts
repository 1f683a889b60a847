import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { kMeans } from "#learn/data/k-means.ts";
import { fitLine, linearRegression } from "#learn/data/linear.ts";
import { logisticRegression } from "#learn/data/logistic.ts";
import { gaussian } from "#learn/network/dense.ts";
import { type Example, fire } from "#learn/neuron/neuron.ts";

describe("linear regression", () => {
  it("gives back the plane that the points lie on", () => {
    const number = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(number, number, number, (p, q, b) => {
        const x = [
          [0, 0],
          [1, 0],
          [0, 1],
          [3, -2],
          [10, 7],
        ];
        const fit = linearRegression(
          x,
          x.map(([s, t]) => p * s! + q * t! + b),
        );
        expect(fit.w[0]).toBeCloseTo(p, 9);
        expect(fit.w[1]).toBeCloseTo(q, 9);
        expect(fit.b).toBeCloseTo(b, 9);
      }),
    );
  });

  it("agrees with Anscombe: four data sets, one line, one R²", () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const curved = [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74];
    for (const values of [y, curved]) {
      const { slope, intercept, r2 } = fitLine(x, values);
      expect([slope, intercept, r2].map((value) => value.toFixed(2))).toEqual(["0.50", "3.00", "0.67"]);
    }
  });

  it("leaves residuals that no column explains", () => {
    const random = seededRandom(1);
    const x = Array.from({ length: 50 }, () => [random(), random() * 100, random() - 1000]);
    const { residuals } = linearRegression(
      x,
      x.map(([a]) => a! * a! + random()),
    );
    expect(residuals.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
    for (const d of [0, 1, 2]) expect(residuals.reduce((sum, r, i) => sum + r * x[i]![d]!, 0)).toBeCloseTo(0, 8);
  });

  it("keeps its digits where two columns are nearly one, and says when they are", () => {
    const t = Array.from({ length: 20 }, (_, i) => i);
    const close = t.map((v) => [v, v + 1e-6 * Math.sin(v)]);
    const { w } = linearRegression(
      close,
      close.map(([a, b]) => 2 * a! + 3 * b!),
    );
    expect(w[0]).toBeCloseTo(2, 4);
    expect(w[1]).toBeCloseTo(3, 4);
    expect(() =>
      linearRegression(
        t.map((v) => [v, 2 * v]),
        t,
      ),
    ).toThrow("column 1");
    expect(() =>
      linearRegression(
        t.map(() => [1]),
        t,
      ),
    ).toThrow("column 0");
    expect(() => linearRegression([[1, 2]], [1])).toThrow("column");
    expect(() => linearRegression([[1]], [1, 2])).toThrow("y has the shape [2]");
  });
});

describe("logistic regression", () => {
  const random = seededRandom(2);
  const noisy = Array.from({ length: 400 }, (): Example => {
    const x = [gaussian(random), gaussian(random)];
    return { x, y: random() < 1 / (1 + Math.exp(-(2 * x[0]! - x[1]! + 0.5))) ? 1 : 0 };
  });

  it("finds about the weights that the classes were drawn with, where the loss is flat", () => {
    const fit = logisticRegression(noisy, { decay: 1e-9 });
    expect(fit.w[0]).toBeCloseTo(2, 0);
    expect(fit.w[1]).toBeCloseTo(-1, 0);
    const errors = noisy.map(({ x, y }) => fire(fit, x) - y);
    expect(errors.reduce((a, b) => a + b)).toBeCloseTo(0, 5);
    expect(errors.reduce((sum, e, i) => sum + e * noisy[i]!.x[0]!, 0)).toBeCloseTo(0, 5);
  });

  it("stays finite where a line separates the classes, and is helpless on XOR", () => {
    const corners = (y: (0 | 1)[]) => y.map((value, i): Example => ({ x: [i >> 1, i & 1], y: value }));
    const and = logisticRegression(corners([0, 0, 0, 1]));
    expect(corners([0, 0, 0, 1]).every(({ x, y }) => fire(and, x) > 0.5 === (y === 1))).toBe(true);
    expect(and.w.every(Number.isFinite)).toBe(true);
    expect(and.w[0]).toBeCloseTo(and.w[1]!, 6);
    const xor = logisticRegression(corners([0, 1, 1, 0]));
    expect(xor.loss).toBeCloseTo(Math.LN2, 9);
    expect(() => logisticRegression([])).toThrow("examples is []");
  });
});

describe("k-means", () => {
  const random = seededRandom(3);
  const middles = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const points = Array.from({ length: 90 }, (_, i) => middles[i % 3]!.map((x) => x + gaussian(random)));

  it("finds three clouds, with no round making the distances larger", () => {
    for (let seed = 0; seed < 10; seed++) {
      const steps = [...kMeans(points, 3, { seed })];
      steps.slice(1).forEach(({ inertia }, i) => {
        expect(inertia).toBeLessThanOrEqual(steps[i]!.inertia + 1e-9);
      });
      const { assignment, centres } = steps.at(-1)!;
      if (steps.at(-1)!.inertia > 300) continue; // a local optimum, which k-means++ makes rare
      expect(new Set(assignment.slice(0, 3)).size).toBe(3);
      expect(assignment.every((cluster, i) => cluster === assignment[i % 3])).toBe(true);
      expect(Math.hypot(...centres[assignment[1]!]!.map((x, d) => x - middles[1]![d]!))).toBeLessThan(0.7);
    }
    const solved = Array.from({ length: 10 }, (_, seed) => [...kMeans(points, 3, { seed })].at(-1)!.inertia < 300);
    expect(solved.filter(Boolean).length).toBeGreaterThanOrEqual(8);
  });

  it("gives each of k different points its own centre, however often they occur", () => {
    const last = [...kMeans([[1], [1], [1], [5], [9]], 3, { seed: 1 })].at(-1)!;
    expect(last.inertia).toBe(0);
    expect(() => [...kMeans([[1], [1]], 2)]).toThrow("k is 2, where 1 … 1");
  });
});
