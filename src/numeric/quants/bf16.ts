import { type Codec, viewOf } from "#numeric/quants/codec.ts";

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** The upper half of a float32, to the nearest, ties to even. */
export const bf16: Codec = {
  type: "BF16",
  block: 1,
  bytes: 2,
  unpack(stored, into) {
    const view = viewOf(stored);
    for (let i = 0; i < into.length; i++) {
      bits[0] = view.getUint16(i * 2, true) << 16;
      into[i] = value[0] as number;
    }
  },
  pack(weights, into) {
    const view = viewOf(into);
    weights.forEach((weight, i) => {
      value[0] = weight;
      const float = bits[0] as number;
      const rounded = Number.isNaN(weight) ? (float >>> 16) | 64 : (float + 0x7fff + ((float >>> 16) & 1)) >>> 16;
      view.setUint16(i * 2, rounded, true);
    });
  },
};
