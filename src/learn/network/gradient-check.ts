/** Holds gradients to their definition: how much the loss really changes when one number does. */
import { VitralError } from "#base/error.ts";
import { backward, item, type Tensor, zeroGradients } from "#learn/network/tensor.ts";

/** Where backpropagation and measurement differ most. */
export interface GradientCheck {
  /** |g − ĝ| / max(1, |g|, |ĝ|), the largest over all numbers. */
  readonly error: number;
  readonly parameter: number;
  readonly index: number;
  readonly gradient: number;
  readonly measured: number;
}

/**
 * Compares `backward` with central differences ĝ = (L(θ + h) − L(θ − h)) / 2h, for every number of every parameter.
 * Their own error is about h² and ε/h; with float64 and h = 10⁻⁵, some 10⁻¹⁰ for losses about 1.
 * @param loss computes the loss anew from the parameters
 * @param parameters float64; they come out as they went in, but for their gradients
 * @returns the worst place. Two losses for each number: for small networks
 * @throws VitralError `learn.value` if a parameter is float32, too coarse to measure with; `learn.shape` if the loss is
 *   no single number
 */
export function checkGradients(loss: () => Tensor, parameters: readonly Tensor[], h = 1e-5): GradientCheck {
  zeroGradients(parameters);
  backward(loss());
  let worst: GradientCheck = { error: 0, parameter: 0, index: 0, gradient: 0, measured: 0 };
  for (const [parameter, { data, grad }] of parameters.entries()) {
    if (!(data instanceof Float64Array))
      throw new VitralError("learn.value", { what: "parameter.type", value: "float32", expected: "float64" });
    for (let index = 0; index < data.length; index++) {
      const value = data[index] as number;
      data[index] = value + h;
      const above = item(loss());
      data[index] = value - h;
      const below = item(loss());
      data[index] = value;
      const measured = (above - below) / (2 * h);
      const gradient = grad?.[index] ?? 0;
      const error = Math.abs(gradient - measured) / Math.max(1, Math.abs(gradient), Math.abs(measured));
      if (!(error <= worst.error)) worst = { error, parameter, index, gradient, measured };
    }
  }
  return worst;
}
