import type { AttentionShape } from "#numeric/ops.ts";

/** Sizes of one attention: T queries over S keys. */
interface Sizes extends AttentionShape {
  readonly T: number;
  readonly S: number;
}

/** Whether the query `t` sees the key `s`: the T queries are the last T of the S tokens. */
export const sees = ({ T, S, causal, window }: Sizes, t: number, s: number): boolean => {
  const position = S - T + t;
  if (causal && s > position) return false;
  return window === undefined || s > position - window;
};

/** scale · QKᵀ → [H, T, S]; what a query does not see is −∞. Vaswani et al., arXiv:1706.03762, §3.2.1. */
export function scores(q: Float32Array, k: Float32Array, sizes: Sizes): Float32Array {
  const { T, S, heads, kvHeads, headDim, scale } = sizes;
  const out = new Float32Array(heads * T * S);
  for (let h = 0; h < heads; h++) {
    const g = Math.floor((h * kvHeads) / heads); // grouped queries: arXiv:2305.13245
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++) {
        let dot = 0;
        const [qAt, kAt] = [(t * heads + h) * headDim, (s * kvHeads + g) * headDim];
        for (let d = 0; d < headDim; d++) dot += (q[qAt + d] as number) * (k[kAt + d] as number);
        out[(h * T + t) * S + s] = sees(sizes, t, s) ? scale * dot : Number.NEGATIVE_INFINITY;
      }
    }
  }
  return out;
}

/** softmax(x)ᵢ = exp(xᵢ − max x) / Σ exp(xⱼ − max x), row by row. */
export function softmax(x: Float32Array, width: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let row = 0; row < x.length; row += width) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < width; i++) most = Math.max(most, x[row + i] as number);
    let sum = 0;
    for (let i = 0; i < width; i++) sum += out[row + i] = Math.exp((x[row + i] as number) - most);
    for (let i = 0; i < width; i++) out[row + i] = (out[row + i] as number) / sum;
  }
  return out;
}

/** pattern [H, T, S] · V [S, G·D] → [T, H·D]. */
export function mix(pattern: Float32Array, v: Float32Array, { T, S, heads, kvHeads, headDim }: Sizes): Float32Array {
  const out = new Float32Array(T * heads * headDim);
  for (let h = 0; h < heads; h++) {
    const g = Math.floor((h * kvHeads) / heads);
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++) {
        const weight = pattern[(h * T + t) * S + s] as number;
        if (weight === 0) continue;
        const [outAt, vAt] = [(t * heads + h) * headDim, (s * kvHeads + g) * headDim];
        for (let d = 0; d < headDim; d++) out[outAt + d] = (out[outAt + d] as number) + weight * (v[vAt + d] as number);
      }
    }
  }
  return out;
}
