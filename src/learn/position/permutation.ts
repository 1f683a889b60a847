/**
 * The experiment that gives positions their reason: without them, attention cannot tell a sequence from its permutation.
 * Each token's output is the same whatever the order, f(Px) = P f(x), so that "dog bites man" is "man bites dog".
 *
 * How exactly does it hold? Scores, projections and norms are computed token by token, by the same steps on the same
 * numbers: to the bit. The sums over keys, Σ exp and Σ pⱼvⱼ, take their terms in the tokens' order, and rounding depends
 * on that. With attention's `sums: "any order"` the difference is exactly 0; with plain sums it is below `orderBound`.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { showShape, type Tensor, tensor } from "#learn/network/tensor.ts";

/**
 * max |f(Px) − P f(x)|: how much the layer notices that its tokens changed places.
 * @param layer from [B, T, C] to [B, T, any width]
 * @param order a permutation of 0 … T − 1: token i of Px is token order[i] of x
 * @throws VitralError `learn.value` if the order is no permutation of x's tokens
 */
export function permutationGap(layer: (x: Tensor) => Tensor, x: Tensor, order: readonly number[]): number {
  const T = at(x.shape, x.shape.length - 2);
  if (order.length !== T || new Set(order).size !== T || !order.every((t) => Number.isInteger(t) && t >= 0 && t < T))
    throw new VitralError("learn.value", {
      what: "order",
      value: showShape(order),
      expected: `0 … ${T - 1}, each once`,
    });
  const [moved, still] = [layer(permute(x, order)), permute(layer(x), order)];
  let gap = 0;
  for (let i = 0; i < moved.data.length; i++) gap = Math.max(gap, Math.abs(at(moved.data, i) - at(still.data, i)));
  return gap;
}

/** The tokens of every sequence in another order: no gradient flows through it. */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const [T, C] = x.shape.slice(-2) as [number, number];
  const numbers = x.data.map((_, i) => {
    const token = Math.floor(i / C) % T;
    return at(x.data, i + (at(order, token) - token) * C);
  });
  return tensor(numbers, { shape: x.shape });
}

/**
 * The most by which plain attention's output can differ between two orders of the same keys: 2γ · max|v| with
 * γ = mu/(1 − mu), m = 2S + 1. For a sum of S terms in any order is within (S − 1)u of exact, relative to Σ|terms|
 * (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, §4.2): once in Σ exp, with the division's rounding Su;
 * once in Σ pⱼvⱼ, with the products' Su; and both orders may miss.
 * @param keys    S
 * @param largest max|v|
 * @param type    of the tensors: u = 2⁻²⁴ or 2⁻⁵³
 */
export function orderBound(keys: number, largest: number, type: "float32" | "float64"): number {
  const mu = (2 * keys + 1) * (type === "float32" ? 2 ** -24 : 2 ** -53);
  return ((2 * mu) / (1 - mu)) * largest;
}
