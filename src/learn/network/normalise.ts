/** Norms that hold activations at one scale, whatever the depth. */
import { add, div, mul, pow, sub } from "#learn/network/arithmetic.ts";
import { sqrt } from "#learn/network/elementwise.ts";
import { mean, variance } from "#learn/network/reduce.ts";
import type { Tensor } from "#learn/network/tensor.ts";

/**
 * (x − mean) / √(variance + ε) · w + b, over the last axis (Ba et al., arXiv:1607.06450, eq. 4).
 * @param x [..., C]
 * @param w [C]
 * @param b [C]
 * @returns [..., C]
 * @throws VitralError `learn.shape` if the widths differ
 */
export function layerNorm(x: Tensor, w: Tensor, b: Tensor, epsilon = 1e-5): Tensor {
  const deviation = sqrt(add(variance(x, -1, true), epsilon));
  return add(mul(div(sub(x, mean(x, -1, true)), deviation), w), b);
}

/**
 * x / √(mean(x²) + ε) · w, over the last axis: the layer norm without taking off the mean (Zhang and Sennrich,
 * arXiv:1910.07467, eq. 4).
 * @param x [..., C]
 * @param w [C]
 * @returns [..., C]
 * @throws VitralError `learn.shape` if the widths differ
 */
export const rmsNorm = (x: Tensor, w: Tensor, epsilon = 1e-6): Tensor =>
  mul(div(x, sqrt(add(mean(pow(x, 2), -1, true), epsilon))), w);
