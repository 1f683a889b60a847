/**
 * φ, what turns a neuron's weighted sum into its answer, and φ′, its slope, by which it learns.
 * A slope of 0 (the step everywhere, ReLU on the left, sigmoid and tanh far out) lets no gradient through.
 */
import { erf } from "#numeric/erf.ts";

export type ActivationName = "identity" | "step" | "sigmoid" | "tanh" | "relu" | "gelu" | "silu";

export interface Activation {
  readonly name: ActivationName;
  readonly phi: (sum: number) => number;
  /** φ′(sum). Where φ has a corner or a jump (step and ReLU at 0), the slope of the left side. */
  readonly slope: (sum: number) => number;
}

const logistic = (sum: number): number => 1 / (1 + Math.exp(-sum));
/** Φ(x) = ½ (1 + erf(x/√2)), the share of a standard normal below x. */
const normalShare = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));
const normalDensity = (x: number): number => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);

/**
 * - identity: φ(s) = s, a neuron that only sums
 * - step: 1 if s ≥ 0, else 0 (McCulloch and Pitts, 1943): all or nothing, and no slope to learn by
 * - sigmoid: 1 / (1 + e⁻ˢ), the step made smooth; slope φ(1 − φ), at most ¼
 * - tanh: (eˢ − e⁻ˢ) / (eˢ + e⁻ˢ), the sigmoid stretched to −1 … 1; slope 1 − φ², at most 1
 * - relu: max(0, s) (Nair and Hinton, ICML 2010)
 * - gelu: s · Φ(s) (Hendrycks and Gimpel, arXiv:1606.08415, §2), exact, by erf to 1.2 · 10⁻⁷, not the tanh approximation
 * - silu: s · sigmoid(s), also called swish (Elfwing et al., arXiv:1702.03118, eq. 5)
 */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  identity: { name: "identity", phi: (sum) => sum, slope: () => 1 },
  step: { name: "step", phi: (sum) => (sum >= 0 ? 1 : 0), slope: () => 0 },
  sigmoid: { name: "sigmoid", phi: logistic, slope: (sum) => logistic(sum) * (1 - logistic(sum)) },
  tanh: { name: "tanh", phi: Math.tanh, slope: (sum) => 1 - Math.tanh(sum) ** 2 },
  relu: { name: "relu", phi: (sum) => Math.max(0, sum), slope: (sum) => (sum > 0 ? 1 : 0) },
  gelu: {
    name: "gelu",
    phi: (sum) => sum * normalShare(sum),
    slope: (sum) => normalShare(sum) + sum * normalDensity(sum),
  },
  silu: {
    name: "silu",
    phi: (sum) => sum * logistic(sum),
    slope: (sum) => logistic(sum) * (1 + sum * (1 - logistic(sum))),
  },
};
