import { type Codec, viewOf } from "#numeric/quants/codec.ts";

/** float32 as it is. */
export const f32: Codec = {
  type: "F32",
  block: 1,
  bytes: 4,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let i = 0; i < into.length; i++) into[i] = view.getFloat32(i * 4, true);
  },
  pack(weights, into) {
    const view = viewOf(into);
    weights.forEach((weight, i) => {
      view.setFloat32(i * 4, weight, true);
    });
  },
};
