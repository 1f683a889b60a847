/**
 * Scaled dot-product attention: softmax(QKᵀ/√d_k + mask) V, every step in view.
 * Vaswani et al., "Attention Is All You Need", arXiv:1706.03762, §3.2.1, eq. 1.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { mixInAnyOrder, softmaxInAnyOrder } from "#learn/attention/any-order.ts";
import { add, mul } from "#learn/network/arithmetic.ts";
import { transpose } from "#learn/network/arrange.ts";
import { matmul } from "#learn/network/product.ts";
import { softmax } from "#learn/network/softmax.ts";
import { showShape, type Tensor } from "#learn/network/tensor.ts";

export interface AttentionOptions {
  /** Added to the scaled scores, broadcast: −∞ forbids, other numbers prefer (ALiBi). None by default. */
  readonly mask?: Tensor | undefined;
  /** What the scores are multiplied by; 1/√d_k. 1 shows what happens without it. */
  readonly scale?: number | undefined;
  /**
   * How sums over the keys are taken: as they stand ("fast"), or by size ("any order"), so that the same keys in another
   * order give the same bits; see `any-order.ts`.
   */
  readonly sums?: "fast" | "any order" | undefined;
}

/** Every step of attention; a gradient flows through each. */
export interface Attention {
  /** QKᵀ [..., T, S]: how well query t and key s agree */
  readonly scores: Tensor;
  /** QKᵀ/√d_k [..., T, S] */
  readonly scaled: Tensor;
  /** With the mask added [..., T, S]; the same tensor as `scaled` without one */
  readonly masked: Tensor;
  /** softmax [..., T, S]: which share of each value the query takes; rows sum to 1, or to 0 if all is masked */
  readonly weights: Tensor;
  /** weights · V [..., T, D] */
  readonly output: Tensor;
}

/**
 * Each query asks every key, and receives the values in proportion to how well the keys answer.
 * @param q [..., T, d_k]
 * @param k [..., S, d_k]
 * @param v [..., S, D]
 * @returns all steps. O(T · S · (d_k + D)) for each matrix of the stack
 * @throws VitralError `learn.shape` if the widths of q and k, or the lengths of k and v, differ, or the mask does not fit
 * @example attend(tensor([[1, 0]]), tensor([[1, 0], [0, 1]]), tensor([[10], [20]])).weights // [[0.67, 0.33]]
 */
export function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  { mask, scale = 1 / Math.sqrt(q.shape.at(-1) ?? 1), sums = "fast" }: AttentionOptions = {},
): Attention {
  if (k.shape.length < 2 || k.shape.at(-1) !== q.shape.at(-1))
    throw new VitralError("learn.shape", { what: "k", got: showShape(k.shape), expected: `[…, S, ${q.shape.at(-1)}]` });
  const S = at(k.shape, k.shape.length - 2);
  if (v.shape.at(-2) !== S)
    throw new VitralError("learn.shape", { what: "v", got: showShape(v.shape), expected: `[…, ${S}, D]` });

  const scores = matmul(q, transpose(k));
  const scaled = mul(scores, scale);
  const masked = mask ? add(scaled, mask) : scaled;
  if (masked.shape.length > scaled.shape.length || masked.data.length !== scaled.data.length)
    throw new VitralError("learn.shape", {
      what: "mask",
      got: showShape(mask?.shape ?? []),
      expected: showShape(scaled.shape),
    });
  const weights = sums === "fast" ? softmax(masked) : softmaxInAnyOrder(masked);
  const output = sums === "fast" ? matmul(weights, v) : mixInAnyOrder(weights, v);
  return { scores, scaled, masked, weights, output };
}
