import { fromHalf, toHalf } from "#numeric/half.ts";
import { type Codec, viewOf } from "#numeric/quants/codec.ts";

/** IEEE half precision: 5 bits of exponent, 10 of fraction. */
export const f16: Codec = {
  type: "F16",
  block: 1,
  bytes: 2,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let i = 0; i < into.length; i++) into[i] = fromHalf(view.getUint16(i * 2, true));
  },
  pack(weights, into) {
    const view = viewOf(into);
    weights.forEach((weight, i) => {
      view.setUint16(i * 2, toHalf(weight), true);
    });
  },
};
