/**
 * Why attention divides by √d_k, measured. If the components of q and k are independent with mean 0 and variance 1, then
 * q·k = Σ qᵢkᵢ has variance d_k (Vaswani et al., arXiv:1706.03762, §3.2.1, footnote 4). Scores that far apart drive the
 * softmax into a corner: one weight near 1, the others near 0, and hardly any gradient left to change that.
 */
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import { gaussian } from "#learn/network/dense.ts";

/** A softmax over one query's scores, described. */
export interface Saturation {
  /** −Σ p ln p in nats: ln S if all keys count alike, 0 if one takes all */
  readonly entropy: number;
  readonly largestWeight: number;
  /** ‖∂p/∂scores‖, Frobenius: what is left of a gradient on its way through the softmax */
  readonly jacobianNorm: number;
}

export interface ScaleMeasurement {
  /** d_k */
  readonly width: number;
  /** Variance of q·k: about d_k */
  readonly variance: number;
  /** Variance of q·k/√d_k: about 1 */
  readonly scaledVariance: number;
  /** Means over the trials, with scores as they are … */
  readonly unscaled: Saturation;
  /** … and divided by √d_k */
  readonly scaled: Saturation;
}

export interface ScaleOptions {
  /** S, keys that a query chooses among; 16 */
  readonly keys?: number;
  /** Queries with keys of their own; 200 */
  readonly trials?: number;
  /** 0 */
  readonly seed?: number;
}

/**
 * Draws random queries and keys of d_k independent standard normal numbers and describes the softmax of their products.
 * The standard error of the variance is about √(2/(trials · keys)) of itself, more for small d_k.
 * @param width d_k
 * @throws VitralError `learn.value` if a number is not a whole one above 0
 */
export function measureScale(
  width: number,
  { keys = 16, trials = 200, seed = 0 }: ScaleOptions = {},
): ScaleMeasurement {
  for (const [what, value] of Object.entries({ width, keys, trials }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new VitralError("learn.value", { what, value, expected: "a whole number above 0" });
  const random = seededRandom(seed);
  const draw = () => Float64Array.from({ length: width }, () => gaussian(random));
  const all: number[] = [];
  const [unscaled, scaled]: [Saturation[], Saturation[]] = [[], []];
  for (let trial = 0; trial < trials; trial++) {
    const q = draw();
    const scores = Array.from({ length: keys }, () => draw().reduce((sum, k, i) => sum + k * (q[i] as number), 0));
    all.push(...scores);
    unscaled.push(saturation(scores));
    scaled.push(saturation(scores.map((score) => score / Math.sqrt(width))));
  }
  const mean = average(all);
  const variance = average(all.map((score) => (score - mean) ** 2));
  return { width, variance, scaledVariance: variance / width, unscaled: means(unscaled), scaled: means(scaled) };
}

/**
 * How far the softmax of these scores is in its corner.
 * @param scores [S]
 */
export function saturation(scores: readonly number[]): Saturation {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  const p = powers.map((power) => power / total);
  return {
    entropy: 0 - p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0),
    largestWeight: Math.max(...p),
    jacobianNorm: Math.sqrt(
      softmaxJacobian(p)
        .flat()
        .reduce((sum, x) => sum + x * x, 0),
    ),
  };
}

/**
 * ∂pᵢ/∂xⱼ = pᵢ (δᵢⱼ − pⱼ): diag(p) − p pᵀ, all zeros once one weight is 1.
 * @param p [S], the softmax of x
 * @returns [S, S]
 */
export const softmaxJacobian = (p: readonly number[]): number[][] =>
  p.map((pi, i) => p.map((pj, j) => pi * ((i === j ? 1 : 0) - pj)));

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const means = (of: readonly Saturation[]): Saturation => ({
  entropy: average(of.map(({ entropy }) => entropy)),
  largestWeight: average(of.map(({ largestWeight }) => largestWeight)),
  jacobianNorm: average(of.map(({ jacobianNorm }) => jacobianNorm)),
});
