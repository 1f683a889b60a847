/**
 * t-SNE: a map on which near points stay near, and the others are free to go.
 * Van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008).
 */
import { finished } from "#base/finished.ts";
import { squaredDistances } from "#learn/embedding/neighbours.ts";
import { pca } from "#learn/embedding/pca.ts";
import { flat, type Points, requireRange, rowsOf } from "#learn/embedding/points.ts";

export interface TsneOptions {
  /** How many neighbours a point has, so to say: 2 to the entropy of P(·|i). 30, at most (N − 1)/3 */
  readonly perplexity?: number;
  /** 1,000 */
  readonly iterations?: number;
  /** η; N/48, at least 50, as scikit-learn does by default (Belkina et al., 2019) */
  readonly learningRate?: number;
  /** For the start, which is PCA, scaled to a deviation of 10⁻⁴; 0 */
  readonly seed?: number;
}

/** A step was made. */
export interface TsneStep {
  readonly iteration: number;
  readonly iterations: number;
  /** KL(P‖Q) before the step, in nats, by the true P also while it is exaggerated. */
  readonly divergence: number;
  /** [N, 2], row by row; it moves on with the next step. */
  readonly layout: Float64Array;
}

/**
 * Draws N points on a plane. pᵢⱼ = (p(j|i) + p(i|j)) / 2N with p(j|i) ∝ exp(−‖xᵢ − xⱼ‖²/2σᵢ²), σᵢ for the perplexity;
 * qᵢⱼ ∝ (1 + ‖yᵢ − yⱼ‖²)⁻¹; the map y follows the gradient of KL(P‖Q),
 * ∂/∂yᵢ = 4 Σⱼ (pᵢⱼ − qᵢⱼ)(yᵢ − yⱼ)(1 + ‖yᵢ − yⱼ‖²)⁻¹, with momentum ½, later 0.8, and gains (Jacobs, 1988). In the first
 * quarter of the steps P is 12 times as large ("early exaggeration"), so that clusters find together.
 *
 * Exact: O(N²) memory and O(N²) a step; for some thousand points. The axes and the distances between clusters mean
 * nothing, nor do the clusters' sizes.
 *
 * @param points [N, C], N ≥ 4
 * @returns [N, 2]
 * @throws VitralError `learn.value` if an option is out of range; `learn.shape`
 */
export function* tsne(points: Points, options: TsneOptions = {}): Generator<TsneStep, Float64Array[]> {
  const { values, count: N, width } = flat(points, 4);
  const most = (N - 1) / 3;
  const {
    perplexity = Math.min(30, most),
    iterations = 1_000,
    learningRate = Math.max(50, N / 48),
    seed = 0,
  } = options;
  requireRange("perplexity", perplexity, 1, most);
  const p = jointProbabilities(squaredDistances(values, N, width), N, perplexity);
  const layout = startOf(points, 1e-4, seed);
  const velocity = new Float64Array(2 * N);
  const gains = new Float64Array(2 * N).fill(1);
  const gradient = new Float64Array(2 * N);
  const kernel = new Float64Array(N * N);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const isEarly = iteration < iterations / 4;
    const divergence = gradientOf(layout, p, N, isEarly ? 12 : 1, kernel, gradient);
    for (let i = 0; i < 2 * N; i++) {
      const [slope, speed] = [gradient[i] as number, velocity[i] as number];
      const gain = Math.max(0.01, slope > 0 === speed > 0 ? (gains[i] as number) * 0.8 : (gains[i] as number) + 0.2);
      gains[i] = gain;
      velocity[i] = (isEarly ? 0.5 : 0.8) * speed - learningRate * gain * slope;
      layout[i] = (layout[i] as number) + (velocity[i] as number);
    }
    yield { iteration, iterations, divergence, layout };
  }
  return rowsOf(layout, 2);
}

/** The first two principal components, scaled to the deviation `scale` along the first. A line gets 0 as its second. */
export function startOf(points: Points, scale: number, seed: number): Float64Array {
  const { coordinates, variances } = finished(pca(points, Math.min(2, points[0]?.length ?? 0), seed));
  const deviation = Math.sqrt(variances[0] ?? 0) || 1;
  return Float64Array.from(coordinates.flatMap(([x = 0, y = 0]) => [(scale * x) / deviation, (scale * y) / deviation]));
}

/** Writes ∂KL/∂y, with P times `exaggeration`; returns KL(P‖Q) by P itself. */
function gradientOf(
  y: Float64Array,
  p: Float64Array,
  N: number,
  exaggeration: number,
  kernel: Float64Array,
  gradient: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < N; i++)
    for (let j = i + 1; j < N; j++) {
      const dx = (y[2 * i] as number) - (y[2 * j] as number);
      const dy = (y[2 * i + 1] as number) - (y[2 * j + 1] as number);
      const near = 1 / (1 + dx * dx + dy * dy);
      kernel[i * N + j] = near;
      sum += 2 * near;
    }
  gradient.fill(0);
  let divergence = 0;
  for (let i = 0; i < N; i++)
    for (let j = i + 1; j < N; j++) {
      const near = kernel[i * N + j] as number;
      const pij = p[i * N + j] as number;
      const qij = near / sum;
      divergence += 2 * pij * Math.log(pij / Math.max(qij, 1e-300));
      const pull = 4 * (exaggeration * pij - qij) * near;
      const dx = pull * ((y[2 * i] as number) - (y[2 * j] as number));
      const dy = pull * ((y[2 * i + 1] as number) - (y[2 * j + 1] as number));
      gradient[2 * i] = (gradient[2 * i] as number) + dx;
      gradient[2 * i + 1] = (gradient[2 * i + 1] as number) + dy;
      gradient[2 * j] = (gradient[2 * j] as number) - dx;
      gradient[2 * j + 1] = (gradient[2 * j + 1] as number) - dy;
    }
  return divergence;
}

/** pᵢⱼ = (p(j|i) + p(i|j)) / 2N, [N, N], summing to 1; none is smaller than 10⁻¹², which keeps its logarithm finite. */
function jointProbabilities(squares: Float64Array, N: number, perplexity: number): Float64Array {
  const conditional = conditionalProbabilities(squares, N, perplexity);
  const joint = new Float64Array(N * N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++)
      if (i !== j)
        joint[i * N + j] = Math.max(
          1e-12,
          ((conditional[i * N + j] as number) + (conditional[j * N + i] as number)) / (2 * N),
        );
  return joint;
}

/**
 * p(j|i) ∝ exp(−‖xᵢ − xⱼ‖² βᵢ), [N, N], each row summing to 1, with the βᵢ = 1/2σᵢ² whose row has the entropy
 * log perplexity: found by bisection, for the entropy falls as β grows. If more than `perplexity` others are all equally
 * near, no β reaches so little, and the row is what β → ∞ leaves.
 */
export function conditionalProbabilities(squares: Float64Array, N: number, perplexity: number): Float64Array {
  const p = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    const row = p.subarray(i * N, (i + 1) * N);
    const far = squares.subarray(i * N, (i + 1) * N);
    const nearest = far.reduce((least, square, j) => (j === i ? least : Math.min(least, square)), Infinity);
    const mean = far.reduce((sum, square) => sum + square, 0) / (N - 1);
    let [low, high, beta] = [0, Infinity, mean > 0 ? 1 / mean : 1];
    for (let step = 0; step < 200; step++) {
      let sum = 0;
      let weighted = 0;
      for (let j = 0; j < N; j++) {
        const excess = (far[j] as number) - nearest; // the nearest's own factor cancels, and nothing underflows
        const weight = j === i ? 0 : Math.exp(-beta * excess);
        row[j] = weight;
        sum += weight;
        if (weight > 0) weighted += weight * excess;
      }
      for (let j = 0; j < N; j++) row[j] = (row[j] as number) / sum;
      const tooWide = Math.log(sum) + (beta * weighted) / sum - Math.log(perplexity);
      if (Math.abs(tooWide) < 1e-10) break;
      if (tooWide > 0) low = beta;
      else high = beta;
      const middle = high === Infinity ? beta * 2 : (low + high) / 2;
      if (middle === beta || middle > 1e300) break;
      beta = middle;
    }
  }
  return p;
}
