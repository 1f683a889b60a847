/** Functions of one tensor, element by element: y = f(x), and ∂loss/∂x = f′(x) · ∂loss/∂y. Any shape; it stays. */
import { derive, flow, numbersFor, type Tensor } from "#learn/network/tensor.ts";
import { type ActivationName, activations } from "#learn/neuron/activations.ts";

/** y = f(x), with `slope` the derivative at x, which may use y as well. For own functions. */
export function map(
  x: Tensor,
  f: (x: number) => number,
  slope: (x: number, y: number) => number,
  op: string = f.name || "map",
): Tensor {
  const out = numbersFor(x.data.length, x);
  for (let i = 0; i < out.length; i++) out[i] = f(x.data[i] as number);
  return derive(op, x.shape, out, [x], (grad) =>
    flow(x, (own) => {
      for (let i = 0; i < own.length; i++)
        own[i] = (own[i] as number) + (grad[i] as number) * slope(x.data[i] as number, out[i] as number);
    }),
  );
}

/** eˣ */
export const exp = (x: Tensor): Tensor => map(x, Math.exp, (_, y) => y, "exp");
/** ln x, for x > 0 */
export const log = (x: Tensor): Tensor => map(x, Math.log, (value) => 1 / value, "log");
/** √x, for x > 0 */
export const sqrt = (x: Tensor): Tensor => map(x, Math.sqrt, (_, y) => 0.5 / y, "sqrt");
/** tanh x; slope 1 − y² */
export const tanh = (x: Tensor): Tensor => map(x, Math.tanh, (_, y) => 1 - y * y, "tanh");
/** 1 / (1 + e⁻ˣ); slope y (1 − y) */
export const sigmoid = (x: Tensor): Tensor => map(x, activations.sigmoid.phi, (_, y) => y * (1 - y), "sigmoid");
/** max(0, x) */
export const relu = (x: Tensor): Tensor => activate(x, "relu");
/** x · Φ(x), exact; see `activations` */
export const gelu = (x: Tensor): Tensor => activate(x, "gelu");
/** x · sigmoid(x) */
export const silu = (x: Tensor): Tensor => activate(x, "silu");

/** φ(x) for any of the neuron's activations. */
export function activate(x: Tensor, name: ActivationName): Tensor {
  const { phi, slope } = activations[name];
  return map(x, phi, slope, name);
}

/**
 * GELU as GPT-2 computes it: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), within 5 · 10⁻⁴ of the exact one.
 * Source: Hendrycks and Gimpel, arXiv:1606.08415, §2.
 */
export function geluTanh(x: Tensor): Tensor {
  const c = Math.sqrt(2 / Math.PI);
  const bend = (value: number) => Math.tanh(c * (value + 0.044715 * value ** 3));
  return map(
    x,
    (value) => 0.5 * value * (1 + bend(value)),
    (value) => {
      const t = bend(value);
      return 0.5 * (1 + t) + 0.5 * value * (1 - t * t) * c * (1 + 3 * 0.044715 * value * value);
    },
    "geluTanh",
  );
}

/** ln(1 + eˣ), a smooth ReLU whose slope is the sigmoid. */
export const softplus = (x: Tensor): Tensor =>
  map(x, (value) => Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value))), activations.sigmoid.phi, "softplus");

/** x where x > 0, else `slope` · x (Maas et al., ICML 2013), so that no neuron dies. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor =>
  map(
    x,
    (value) => (value > 0 ? value : slope * value),
    (value) => (value > 0 ? 1 : slope),
    "leakyRelu",
  );

/** x where x > 0, else eˣ − 1 (Clevert et al., arXiv:1511.07289, eq. 15 with α = 1). */
export const elu = (x: Tensor): Tensor =>
  map(
    x,
    (value) => (value > 0 ? value : Math.expm1(value)),
    (value, y) => (value > 0 ? 1 : y + 1),
    "elu",
  );
