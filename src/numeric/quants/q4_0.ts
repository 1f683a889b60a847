import { at } from "#base/assert.ts";
import { fromHalf, toHalf } from "#numeric/half.ts";
import { type Codec, viewOf } from "#numeric/quants/codec.ts";

/**
 * w = d · (q − 8), q in 0 … 15: a half-precision scale d, then 16 bytes; byte i holds weight i in its low nibble and
 * weight i + 16 in its high one. d = −(the weight of largest size) / 8, so that this weight gets q = 0.
 */
export const q4_0: Codec = {
  type: "Q4_0",
  block: 32,
  bytes: 18,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let block = 0, out = 0; out < into.length; block += 18, out += 32) {
      const d = fromHalf(view.getUint16(block, true));
      for (let i = 0; i < 16; i++) {
        const pair = view.getUint8(block + 2 + i);
        into[out + i] = d * ((pair & 15) - 8);
        into[out + 16 + i] = d * ((pair >> 4) - 8);
      }
    }
  },
  pack(weights, into) {
    const view = viewOf(into);
    for (let from = 0, block = 0; from < weights.length; from += 32, block += 18) {
      let largest = 0;
      for (let i = 0; i < 32; i++) {
        const weight = at(weights, from + i);
        if (Math.abs(weight) > Math.abs(largest)) largest = weight;
      }
      const d = Math.fround(largest / -8);
      const inverse = d === 0 ? 0 : Math.fround(1 / d);
      const quant = (i: number): number =>
        Math.min(15, Math.trunc(Math.fround(Math.fround(at(weights, from + i) * inverse) + 8.5)));
      view.setUint16(block, toHalf(d), true);
      for (let i = 0; i < 16; i++) view.setUint8(block + 2 + i, quant(i) | (quant(i + 16) << 4));
    }
  },
};
