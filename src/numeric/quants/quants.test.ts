import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHalf, toHalf } from "#numeric/half.ts";
import { codecs, tensorTypes } from "#numeric/quants/index.ts";

describe("half precision", () => {
  it("gives every one of the 65,536 halves back", () => {
    for (let half = 0; half < 1 << 16; half++) {
      const number = fromHalf(half);
      if (Number.isNaN(number)) expect(Number.isNaN(fromHalf(toHalf(number)))).toBe(true);
      else if (toHalf(number) !== half) expect.fail(`${half} comes back as ${toHalf(number)}`);
    }
  });

  it("rounds to the nearest half, ties to the even one", () => {
    const floats = fc.float({ noNaN: true, min: Math.fround(-65_000), max: Math.fround(65_000) });
    fc.assert(
      fc.property(floats, (number) => {
        const half = toHalf(number);
        const off = Math.abs(fromHalf(half) - number);
        for (const next of [half - 1, half + 1]) {
          if (next < 0 || (next & 0x7fff) > 0x7bff) continue;
          const offNext = Math.abs(fromHalf(next) - number);
          expect(off < offNext || (off === offNext && (half & 1) === 0) || fromHalf(half) === fromHalf(next)).toBe(
            true,
          );
        }
      }),
      { numRuns: 2_000, seed: 11 },
    );
    expect([toHalf(65_519), toHalf(65_520), toHalf(-1e9)]).toEqual([0x7bff, 0x7c00, 0xfc00]);
  });
});

describe.each(tensorTypes)("%s", (type) => {
  const { block, bytes, pack, unpack } = codecs[type];
  /** The largest error of a weight, as a share of its block's range: half a step, and the rounding of the scales. */
  const share = { F32: 0, F16: 2 ** -11, BF16: 2 ** -8, Q8_0: 0.6 / 127, Q4_0: 1.1 / 8, Q4_1: 0.6 / 15 }[type];
  /** By how much the scale is multiplied at most: below the smallest half, 2⁻²⁴, a scale is lost, up to half of it. */
  const steps = { F32: 0, F16: 1, BF16: 0, Q8_0: 127, Q4_0: 8, Q4_1: 16 }[type];
  const weights = fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 64, maxLength: 64 });

  it("keeps each weight within a step, wherever the bytes begin", () => {
    fc.assert(
      fc.property(weights, fc.nat(3), (list, shift) => {
        const x = Float32Array.from(list);
        const stored = new Uint8Array(shift + (64 / block) * bytes).subarray(shift);
        pack(x, stored);
        const back = new Float32Array(64);
        unpack(stored, back);
        for (let from = 0; from < 64; from += block) {
          const own = x.subarray(from, from + block);
          const most = own.reduce((a, w) => Math.max(a, Math.abs(w)), 0);
          const range =
            type === "Q4_1" ? own.reduce((a, w) => Math.max(a, w)) - own.reduce((a, w) => Math.min(a, w)) : most;
          const rounding = most * 2 ** -10 + steps * 2 ** -25 + 2 ** -134; // of scale and minimum, halves; of the smallest BF16
          own.forEach((weight, i) => {
            expect(Math.abs(back[from + i]! - weight)).toBeLessThanOrEqual(share * range + rounding);
          });
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
