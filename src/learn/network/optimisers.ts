/** How weights follow their gradients downhill. Each optimiser changes the parameters' data in place. */
import { VitralError } from "#base/error.ts";
import type { Numbers, Tensor } from "#learn/network/tensor.ts";

/** Moves its parameters by one step along the gradients that `backward` left; a parameter without one stays. */
export interface Optimiser {
  readonly parameters: readonly Tensor[];
  step(): void;
}

export interface SgdOptions {
  /** η */
  readonly learningRate: number;
  /** μ, how much of the last step goes on; 0, plain descent. */
  readonly momentum?: number;
}

/**
 * Gradient descent: v ← μ v + g, θ ← θ − η v. "Stochastic" for the batch that g comes from (Robbins and Monro, 1951);
 * momentum as in Polyak (1964), in PyTorch's form, where η scales the velocity.
 * @throws VitralError `learn.value` if an option is out of range
 */
export function sgd(parameters: readonly Tensor[], { learningRate, momentum = 0 }: SgdOptions): Optimiser {
  check("learningRate", learningRate, Number.POSITIVE_INFINITY);
  check("momentum", momentum, 1);
  const velocities = parameters.map(({ data }) => new Float64Array(data.length));
  return {
    parameters,
    step() {
      eachWithGradient(parameters, (data, grad, p) => {
        const v = velocities[p] as Float64Array;
        for (let i = 0; i < data.length; i++) {
          v[i] = momentum * (v[i] as number) + (grad[i] as number);
          data[i] = (data[i] as number) - learningRate * (v[i] as number);
        }
      });
    },
  };
}

export interface AdamOptions {
  /** η; 0.001 */
  readonly learningRate?: number;
  /** β₁, memory of the mean gradient; 0.9 */
  readonly beta1?: number;
  /** β₂, memory of the mean squared gradient; 0.999 */
  readonly beta2?: number;
  /** ε, which keeps a parameter that never moved from dividing by 0; 10⁻⁸ */
  readonly epsilon?: number;
  /** λ, by which AdamW shrinks weights at each step: θ ← θ − η λ θ; 0, plain Adam */
  readonly weightDecay?: number;
}

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ), for both start at 0 (Kingma and Ba, arXiv:1412.6980, algorithm 1). Steps are about η long
 * whatever the gradient's size. With `weightDecay` it is AdamW, which shrinks the weights themselves rather than adding
 * λθ to the gradient (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2).
 * @throws VitralError `learn.value` if an option is out of range
 */
export function adam(
  parameters: readonly Tensor[],
  { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamOptions = {},
): Optimiser {
  check("learningRate", learningRate, Number.POSITIVE_INFINITY);
  check("beta1", beta1, 1);
  check("beta2", beta2, 1);
  check("weightDecay", weightDecay, Number.POSITIVE_INFINITY);
  const means = parameters.map(({ data }) => new Float64Array(data.length));
  const squares = parameters.map(({ data }) => new Float64Array(data.length));
  let t = 0;
  return {
    parameters,
    step() {
      t++;
      eachWithGradient(parameters, (data, grad, p) => {
        const [m, v] = [means[p] as Float64Array, squares[p] as Float64Array];
        const [ofM, ofV] = [1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t)];
        for (let i = 0; i < data.length; i++) {
          const g = grad[i] as number;
          m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
          v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
          const shrunk = (data[i] as number) * (1 - learningRate * weightDecay);
          data[i] = shrunk - (learningRate * ofM * (m[i] as number)) / (Math.sqrt(ofV * (v[i] as number)) + epsilon);
        }
      });
    },
  };
}

/** AdamW: `adam` with PyTorch's weight decay of 0.01 unless told otherwise. */
export const adamW = (parameters: readonly Tensor[], options: AdamOptions = {}): Optimiser =>
  adam(parameters, { weightDecay: 0.01, ...options });

/**
 * Scales all gradients together so that their common norm is at most `largest`, keeping their direction
 * (Pascanu et al., arXiv:1211.5063, §3.2).
 * @returns √Σg² before
 */
export function clipGradients(parameters: readonly Tensor[], largest: number): number {
  let squares = 0;
  eachWithGradient(parameters, (_, grad) => {
    for (const g of grad) squares += g * g;
  });
  const norm = Math.sqrt(squares);
  const scale = largest / (norm + 1e-6); // PyTorch's 10⁻⁶
  if (scale < 1)
    eachWithGradient(parameters, (_, grad) => {
      for (let i = 0; i < grad.length; i++) grad[i] = (grad[i] as number) * scale;
    });
  return norm;
}

function eachWithGradient(parameters: readonly Tensor[], use: (data: Numbers, grad: Numbers, index: number) => void) {
  parameters.forEach(({ data, grad }, index) => {
    if (grad) use(data, grad, index);
  });
}

/** @throws VitralError `learn.value` */
function check(what: string, value: number, below: number): void {
  if (!(value >= 0 && value < below))
    throw new VitralError("learn.value", { what, value, expected: below === 1 ? "0 or more, below 1" : "0 or more" });
}
