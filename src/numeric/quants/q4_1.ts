import { at } from "#base/assert.ts";
import { fromHalf, toHalf } from "#numeric/half.ts";
import { type Codec, viewOf } from "#numeric/quants/codec.ts";

/**
 * w = d · q + m, q in 0 … 15: half-precision scale d and minimum m, then 16 bytes; byte i holds weight i in its low
 * nibble and weight i + 16 in its high one. d = (max − min) / 15, m = min.
 */
export const q4_1: Codec = {
  type: "Q4_1",
  block: 32,
  bytes: 20,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let block = 0, out = 0; out < into.length; block += 20, out += 32) {
      const d = fromHalf(view.getUint16(block, true));
      const m = fromHalf(view.getUint16(block + 2, true));
      for (let i = 0; i < 16; i++) {
        const pair = view.getUint8(block + 4 + i);
        into[out + i] = Math.fround(d * (pair & 15)) + m;
        into[out + 16 + i] = Math.fround(d * (pair >> 4)) + m;
      }
    }
  },
  pack(weights, into) {
    const view = viewOf(into);
    for (let from = 0, block = 0; from < weights.length; from += 32, block += 20) {
      const own = weights.subarray(from, from + 32);
      const least = own.reduce((a, b) => Math.min(a, b));
      const d = Math.fround(Math.fround(own.reduce((a, b) => Math.max(a, b)) - least) / 15);
      const inverse = d === 0 ? 0 : Math.fround(1 / d);
      const quant = (i: number): number =>
        Math.min(15, Math.trunc(Math.fround(Math.fround(Math.fround(at(own, i) - least) * inverse) + 0.5)));
      view.setUint16(block, toHalf(d), true);
      view.setUint16(block + 2, toHalf(least), true);
      for (let i = 0; i < 16; i++) view.setUint8(block + 4 + i, quant(i) | (quant(i + 16) << 4));
    }
  },
};
