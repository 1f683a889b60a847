/** Softmax and its logarithm, along the last axis. */
import { derive, flow, type Numbers, numbersFor, type Tensor } from "#learn/network/tensor.ts";

/**
 * Turns scores into probabilities: yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ), after taking off the largest x, which changes nothing but
 * keeps exp in range. ∂loss/∂xᵢ = yᵢ (gᵢ − Σⱼ gⱼ yⱼ). Scores of −∞ get probability 0 (a mask); a row of them alone, 0s.
 * @param x [..., V]
 * @returns [..., V], each row summing to 1
 */
export function softmax(x: Tensor): Tensor {
  const width = x.shape.at(-1) ?? 1;
  const out = numbersFor(x.data.length, x);
  eachRow(x.data, width, (first, last, largest, total) => {
    for (let i = first; i < last; i++) out[i] = total > 0 ? Math.exp((x.data[i] as number) - largest) / total : 0;
  });
  return derive("softmax", x.shape, out, [x], (grad) =>
    flow(x, (own) => {
      for (let first = 0; first < out.length; first += width) {
        let flowing = 0;
        for (let i = first; i < first + width; i++) flowing += (grad[i] as number) * (out[i] as number);
        for (let i = first; i < first + width; i++)
          own[i] = (own[i] as number) + (out[i] as number) * ((grad[i] as number) - flowing);
      }
    }),
  );
}

/**
 * ln softmax(x)ᵢ = xᵢ − ln Σⱼ exp(xⱼ), without the rounding that a logarithm after the softmax has for tiny
 * probabilities. ∂loss/∂xᵢ = gᵢ − softmax(x)ᵢ Σⱼ gⱼ.
 * @param x [..., V]
 * @returns [..., V], all ≤ 0
 */
export function logSoftmax(x: Tensor): Tensor {
  const width = x.shape.at(-1) ?? 1;
  const out = numbersFor(x.data.length, x);
  eachRow(x.data, width, (first, last, largest, total) => {
    for (let i = first; i < last; i++) out[i] = (x.data[i] as number) - largest - Math.log(total);
  });
  return derive("logSoftmax", x.shape, out, [x], (grad) =>
    flow(x, (own) => {
      for (let first = 0; first < out.length; first += width) {
        let flowing = 0;
        for (let i = first; i < first + width; i++) flowing += grad[i] as number;
        for (let i = first; i < first + width; i++)
          own[i] = (own[i] as number) + (grad[i] as number) - Math.exp(out[i] as number) * flowing;
      }
    }),
  );
}

/** Hands out each row's bounds, its largest element and Σ exp(x − largest), which is 0 if all are −∞. */
function eachRow(
  x: Numbers,
  width: number,
  use: (first: number, last: number, largest: number, total: number) => void,
): void {
  for (let first = 0; first < x.length; first += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = first; i < first + width; i++) largest = Math.max(largest, x[i] as number);
    let total = 0;
    if (largest > Number.NEGATIVE_INFINITY)
      for (let i = first; i < first + width; i++) total += Math.exp((x[i] as number) - largest);
    use(first, first + width, largest, total);
  }
}
