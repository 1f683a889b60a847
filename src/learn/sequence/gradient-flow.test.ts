import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { mul } from "#learn/network/arithmetic.ts";
import { checkGradients } from "#learn/network/gradient-check.ts";
import { sum } from "#learn/network/reduce.ts";
import { tensor } from "#learn/network/tensor.ts";
import { type CellName, recurrent, recurrentParameters } from "#learn/sequence/cells.ts";
import { gradientByDistance, recurrentRadius, withRadius } from "#learn/sequence/gradient-flow.ts";
import { spectralNorm, spectralRadius } from "#learn/sequence/spectrum.ts";
import { unroll } from "#learn/sequence/unroll.ts";

const inputs = (T: number, I: number, seed: number, size = 1): number[][] => {
  const random = seededRandom(seed);
  return Array.from({ length: T }, () => Array.from({ length: I }, () => size * (2 * random() - 1)));
};

describe("the spectral radius", () => {
  it("is the largest |eigenvalue|, of complex pairs too", () => {
    expect(
      spectralRadius([
        [0.5, 7],
        [0, -0.25],
      ]),
    ).toBeCloseTo(0.5, 9);
    expect(
      spectralRadius([
        [0.6, -0.8],
        [0.8, 0.6],
      ]),
    ).toBeCloseTo(1, 9); // a rotation
    expect(
      spectralRadius([
        [0, 1],
        [0, 0],
      ]),
    ).toBe(0);
    expect(
      spectralNorm([
        [0, 3],
        [0, 0],
      ]),
    ).toBeCloseTo(3, 9);
    expect(
      spectralNorm([
        [1e-200, 0],
        [0, 2e-200],
      ]) / 2e-200,
    ).toBeCloseTo(1, 9);
  });

  it("grows with the matrix, and is no larger than the norm", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, factor) => {
        const matrix = inputs(4, 4, seed);
        const radius = spectralRadius(matrix);
        expect(radius).toBeLessThanOrEqual(spectralNorm(matrix) * (1 + 1e-9));
        expect(spectralRadius(matrix.map((row) => row.map((x) => factor * x))) / factor).toBeCloseTo(radius, 8);
      }),
      { numRuns: 30 },
    );
  });
});

describe("gradients through time", () => {
  it.each<CellName>(["rnn", "lstm", "gru"])("of %s are what their definition says", (kind) => {
    const layer = recurrent(kind, 2, 3, 1, { type: "float64", forgetBias: 1 });
    const x = tensor([inputs(4, 2, 2), inputs(4, 2, 3)], { type: "float64" });
    const share = tensor([inputs(4, 3, 4), inputs(4, 3, 5)], { type: "float64" });
    const loss = () => sum(mul(unroll(layer, x).output, share));
    expect(checkGradients(loss, recurrentParameters(layer)).error).toBeLessThan(1e-8);
  });

  it("of a linear RNN are exactly the powers of its matrix", () => {
    const layer = recurrent("rnn", 1, 2, 1, { activation: "identity", type: "float64" });
    layer.weightHh.data.set([0.6, -0.8, 0.8, 0.6].map((x) => 0.9 * x)); // turns and shrinks: every power has norm 0.9ⁿ
    for (const { distance, hidden } of gradientByDistance(layer, inputs(20, 1, 1)))
      expect(hidden / 0.9 ** distance).toBeCloseTo(1, 9);
  });

  it("vanish or explode with the spectral radius", () => {
    const layer = recurrent("rnn", 2, 16, 3, { type: "float64", activation: "identity" });
    for (const radius of [0.8, 1.2]) {
      const scaled = withRadius(layer, radius);
      expect(recurrentRadius(scaled)).toBeCloseTo(radius, 9);
      const flow = gradientByDistance(scaled, inputs(60, 2, 4));
      expect(flow.map(({ distance }) => distance)).toEqual(Array.from({ length: 61 }, (_, i) => i));
      expect(flow[0]!.hidden).toBeCloseTo(1, 9);
      // The rate of the last 30 steps is the radius, whatever the matrix does at first.
      expect((flow[60]!.hidden / flow[30]!.hidden) ** (1 / 30)).toBeCloseTo(radius, 1);
    }
  });

  it("fade in an RNN where an LSTM that begins by remembering still carries them", () => {
    const [rnn, lstm] = (["rnn", "lstm"] as const).map((kind) => recurrent(kind, 2, 16, 5, { forgetBias: 3 }));
    const x = inputs(40, 2, 6);
    const [ofRnn, ofLstm] = [gradientByDistance(rnn!, x), gradientByDistance(lstm!, x)];
    expect(ofRnn[40]!.cell).toBeUndefined();
    expect(ofRnn[40]!.hidden).toBeLessThan(1e-6);
    expect(ofLstm[40]!.cell).toBeGreaterThan(1000 * ofRnn[40]!.hidden);
    expect(lstm!.weightHh.grad).toBeUndefined(); // measuring leaves the layer alone
  });

  it("have no single matrix in a cell with gates", () => {
    expect(() => recurrentRadius(recurrent("gru", 2, 3, 1))).toThrow(expect.objectContaining({ code: "learn.value" }));
  });
});
