/**
 * Multi-head attention: several attentions side by side, each in its own projection, so that one token can look for
 * different things at once. Vaswani et al., arXiv:1706.03762, §3.2.2.
 * Shapes: B sequences of T tokens, C wide; H heads of D = C/H numbers.
 */
import { VitralError } from "#base/error.ts";
import type { Random } from "#base/random.ts";
import { type Attention, type AttentionOptions, attend } from "#learn/attention/attend.ts";
import { reshape, transpose } from "#learn/network/arrange.ts";
import { initialisations } from "#learn/network/dense.ts";
import { linear } from "#learn/network/product.ts";
import { parameter, showShape, type Tensor } from "#learn/network/tensor.ts";

/** The four projections, weights [C, C] (a row for each output) and biases [C]. */
export interface MultiHead {
  readonly heads: number;
  readonly wq: Tensor;
  readonly bq: Tensor;
  readonly wk: Tensor;
  readonly bk: Tensor;
  readonly wv: Tensor;
  readonly bv: Tensor;
  readonly wo: Tensor;
  readonly bo: Tensor;
}

export interface MultiHeadOptions extends AttentionOptions {
  /** Turns queries and keys [B, H, T, D] by their positions before they meet (RoPE). */
  readonly turn?: ((x: Tensor) => Tensor) | undefined;
}

/** Every step: q, k and v are split into heads [B, H, T, D] and turned; `context` is each head's output [B, H, T, D]. */
export interface MultiHeadAttention extends Omit<Attention, "output"> {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly context: Tensor;
  /** [B, T, C] */
  readonly output: Tensor;
}

/**
 * Projections with Xavier's first weights and biases 0.
 * @throws VitralError `learn.value` if the width is no multiple of the heads
 */
export function multiHead(width: number, heads: number, random: Random): MultiHead {
  if (!Number.isInteger(width / heads) || heads < 1)
    throw new VitralError("learn.value", { what: "heads", value: heads, expected: `a divisor of ${width}` });
  const w = () =>
    parameter(
      Float32Array.from({ length: width * width }, () => initialisations.xavier(width, width, random)),
      { shape: [width, width] },
    );
  const b = () => parameter(new Float32Array(width));
  return { heads, wq: w(), bq: b(), wk: w(), bk: b(), wv: w(), bv: b(), wo: w(), bo: b() };
}

/**
 * Projects x to queries, keys and values, splits them into heads, lets each head attend, joins and projects back.
 * @param x [B, T, C]
 * @throws VitralError `learn.shape` if x is not three axes with the width of the weights, or the mask does not fit
 */
export function attendInHeads(layer: MultiHead, x: Tensor, options: MultiHeadOptions = {}): MultiHeadAttention {
  if (x.shape.length !== 3)
    throw new VitralError("learn.shape", { what: "x", got: showShape(x.shape), expected: "[B, T, C]" });
  const { turn = (heads: Tensor) => heads } = options;
  const q = turn(splitHeads(linear(x, layer.wq, layer.bq), layer.heads));
  const k = turn(splitHeads(linear(x, layer.wk, layer.bk), layer.heads));
  const v = splitHeads(linear(x, layer.wv, layer.bv), layer.heads);
  const { output: context, ...steps } = attend(q, k, v, options);
  const output = linear(joinHeads(context), layer.wo, layer.bo);
  return { q, k, v, ...steps, context, output };
}

/** [B, T, H·D] → [B, H, T, D]: head h takes the numbers h·D … (h + 1)·D of every token. */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [B, T, C] = x.shape as [number, number, number];
  return transpose(reshape(x, [B, T, heads, C / heads]), [0, 2, 1, 3]);
}

/** [B, H, T, D] → [B, T, H·D], undoing `splitHeads`. */
export function joinHeads(x: Tensor): Tensor {
  const [B, H, T, D] = x.shape as [number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3]), [B, T, H * D]);
}

/** The layer's weights and biases. */
export const multiHeadParameters = ({ wq, bq, wk, bk, wv, bv, wo, bo }: MultiHead): Tensor[] => [
  wq,
  bq,
  wk,
  bk,
  wv,
  bv,
  wo,
  bo,
];
