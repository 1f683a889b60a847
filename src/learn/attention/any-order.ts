/**
 * Sums that do not depend on the order of their summands, to the last bit. Floating-point addition is not associative:
 * (a + b) + c and a + (b + c) may round differently, so attention over the same keys in another order would differ in
 * its last bits. If the summands are sorted by value first, every order is added up in the same way.
 * Slow, for experiments; gradients are those of the plain operations.
 */
import { VitralError } from "#base/error.ts";
import { matmul } from "#learn/network/product.ts";
import { softmax } from "#learn/network/softmax.ts";
import { showShape, type Tensor } from "#learn/network/tensor.ts";

/** Σ of the terms, from the smallest to the largest: equal for every order in which they come. Sorts in place. */
export function sumInAnyOrder(terms: Float64Array): number {
  let total = 0;
  for (const term of terms.sort()) total += term;
  return total;
}

/** The softmax along the last axis with Σⱼ exp(xⱼ) taken in any order; else as `softmax`. */
export function softmaxInAnyOrder(x: Tensor): Tensor {
  const y = softmax(x); // for its derivative, which reads y.data when it is asked
  const width = x.shape.at(-1) ?? 1;
  for (let first = 0; first < x.data.length; first += width) {
    const row = Float64Array.from(x.data.subarray(first, first + width));
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (largest === Number.NEGATIVE_INFINITY) continue; // all masked: zeros
    const powers = row.map((value) => Math.exp(value - largest));
    const total = sumInAnyOrder(powers.slice());
    for (let i = 0; i < width; i++) y.data[first + i] = (powers[i] as number) / total;
  }
  return y;
}

/**
 * weights · v with the sum over keys taken in any order; else as `matmul` of equal stacks.
 * @param weights [..., T, S]
 * @param v       [..., S, D]
 * @returns [..., T, D]
 * @throws VitralError `learn.shape` if the stacks differ or the keys are not as many
 */
export function mixInAnyOrder(weights: Tensor, v: Tensor): Tensor {
  const y = matmul(weights, v);
  const [T, S] = weights.shape.slice(-2) as [number, number];
  const D = v.shape.at(-1) as number;
  const stack = showShape(weights.shape.slice(0, -2));
  if (stack !== showShape(v.shape.slice(0, -2)))
    throw new VitralError("learn.shape", { what: "v", got: showShape(v.shape), expected: `${stack} before [S, D]` });
  const terms = new Float64Array(S);
  for (let row = 0; row * S < weights.data.length; row++) {
    const begin = Math.floor(row / T) * S * D; // the matrix of values that this query's row belongs to
    for (let c = 0; c < D; c++) {
      for (let s = 0; s < S; s++)
        terms[s] = (weights.data[row * S + s] as number) * (v.data[begin + s * D + c] as number);
      y.data[row * D + c] = sumInAnyOrder(terms);
    }
  }
  return y;
}
