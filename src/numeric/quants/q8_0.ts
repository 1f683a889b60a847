import { at } from "#base/assert.ts";
import { fromHalf, toHalf } from "#numeric/half.ts";
import { type Codec, viewOf } from "#numeric/quants/codec.ts";

/** w = d · q, q in −127 … 127: a half-precision scale d, then 32 signed bytes. d = max|w| / 127. */
export const q8_0: Codec = {
  type: "Q8_0",
  block: 32,
  bytes: 34,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let block = 0, out = 0; out < into.length; block += 34) {
      const d = fromHalf(view.getUint16(block, true));
      for (let i = 0; i < 32; i++) into[out++] = d * view.getInt8(block + 2 + i);
    }
  },
  pack(weights, into) {
    const view = viewOf(into);
    for (let from = 0, block = 0; from < weights.length; from += 32, block += 34) {
      const d = Math.fround(
        weights.subarray(from, from + 32).reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127,
      );
      const inverse = d === 0 ? 0 : Math.fround(1 / d);
      view.setUint16(block, toHalf(d), true);
      for (let i = 0; i < 32; i++) {
        const x = Math.fround(at(weights, from + i) * inverse);
        view.setInt8(block + 2 + i, Math.sign(x) * Math.floor(Math.abs(x) + 0.5));
      }
    }
  },
};
