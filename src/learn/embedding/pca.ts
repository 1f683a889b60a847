/**
 * Principal components: the directions in which points differ most. Hotelling (1933); found by subspace iteration with a
 * random start (Halko, Martinsson and Tropp, "Finding Structure with Randomness", arXiv:0909.4061, §4.5).
 */
import { at } from "#base/assert.ts";
import { type Random, seededRandom } from "#base/random.ts";
import { symmetricEigen } from "#learn/embedding/eigen.ts";
import { flat, type Points, requireRange } from "#learn/embedding/points.ts";
import { gaussian } from "#learn/network/dense.ts";

/** What principal component analysis found. */
export interface Pca {
  /** [C], of the points. */
  readonly mean: Float64Array;
  /** K directions [C], of length 1 and at right angles; each is turned so that its largest number is positive. */
  readonly components: readonly Float64Array[];
  /** The variance along each, falling: an eigenvalue of the covariance (sum of squares / (N − 1)). */
  readonly variances: readonly number[];
  /** What share of all variance that is. */
  readonly shares: readonly number[];
  /** The points in these directions, [N, K]: (x − mean)·component. */
  readonly coordinates: readonly Float64Array[];
}

/** How far the iteration is. */
export interface PcaStep {
  readonly iteration: number;
  /** max ‖Σq − λq‖ over the directions, as a share of all variance: 0 for true eigenvectors. */
  readonly residual: number;
}

/**
 * The K directions of largest variance. Each round multiplies a few directions by the covariance Σ, which stretches
 * them towards the wanted ones, and makes them orthogonal again; ends when no direction turns any more (residual
 * 10⁻¹⁰) or after 500 rounds, as where variances are equal and no direction is the right one.
 *
 * O(N·C²) once and O(C²·K) a round; with fewer points than numbers in a point, O(N·C·K) a round.
 *
 * @param points [N, C], N ≥ 2
 * @param count K, 1 … C
 * @param seed for the start; what is found does not depend on it, but for rounding
 * @throws VitralError `learn.value`, `learn.shape`
 * @example finished(pca(vectors, 2)).coordinates
 */
export function* pca(points: Points, count: number, seed = 0): Generator<PcaStep, Pca> {
  const { values, count: N, width: C } = flat(points, 2);
  requireRange("count", count, 1, C);
  const mean = centre(values, C);
  const variance = values.reduce((sum, x) => sum + x * x, 0) / (N - 1);
  const multiply = C <= N ? byMatrix(covariance(values, C), C) : throughPoints(values, C);
  const random = seededRandom(seed);
  const block = Math.min(C, count + 8);
  let q = orthonormal(
    Array.from({ length: block }, () => randomVector(C, random)),
    random,
  );
  let variances: number[] = [];
  for (let iteration = 0; iteration < 500; iteration++) {
    const stretched = q.map(multiply);
    const { values: ritz, vectors } = symmetricEigen(q.map((a) => stretched.map((b) => dot(a, b))));
    const turned = vectors.map((weights) => combine(weights, q));
    const images = vectors.map((weights) => combine(weights, stretched));
    variances = ritz.slice(0, count).map((value) => Math.max(0, value));
    const residuals = variances.map((value, i) => distance(at(images, i), at(turned, i), value));
    const residual = variance === 0 ? 0 : Math.max(...residuals) / variance;
    yield { iteration, residual };
    q = turned;
    if (residual < 1e-10) break;
    q = orthonormal(images, random);
  }
  const components = q.slice(0, count).map(upright);
  const coordinates = Array.from({ length: N }, (_, i) => {
    const x = values.subarray(i * C, (i + 1) * C);
    return Float64Array.from(components, (component) => dot(component, x));
  });
  const shares = variances.map((value) => (variance === 0 ? 0 : value / variance));
  return { mean, components, variances, shares, coordinates };
}

/** Takes the mean out of the rows, in place, and returns it. */
function centre(values: Float64Array, C: number): Float64Array {
  const N = values.length / C;
  const mean = new Float64Array(C);
  for (let i = 0; i < values.length; i++) mean[i % C] = (mean[i % C] as number) + (values[i] as number) / N;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) - (mean[i % C] as number);
  return mean;
}

/** XᵀX / (N − 1), [C, C] */
function covariance(values: Float64Array, C: number): Float64Array {
  const N = values.length / C;
  const sums = new Float64Array(C * C);
  for (let row = 0; row < N * C; row += C)
    for (let i = 0; i < C; i++) {
      const x = (values[row + i] as number) / (N - 1);
      for (let j = i, to = i * C + i; j < C; j++, to++)
        sums[to] = (sums[to] as number) + x * (values[row + j] as number);
    }
  for (let i = 0; i < C; i++) for (let j = 0; j < i; j++) sums[i * C + j] = sums[j * C + i] as number;
  return sums;
}

type Multiply = (x: Float64Array) => Float64Array;

const byMatrix =
  (matrix: Float64Array, C: number): Multiply =>
  (x) =>
    Float64Array.from(x, (_, i) => dot(matrix.subarray(i * C, (i + 1) * C), x));

/** Σx = Xᵀ(Xx) / (N − 1), without making Σ. */
const throughPoints =
  (values: Float64Array, C: number): Multiply =>
  (x) => {
    const N = values.length / C;
    const out = new Float64Array(C);
    for (let row = 0; row < values.length; row += C) {
      const point = values.subarray(row, row + C);
      const along = dot(point, x) / (N - 1);
      for (let i = 0; i < C; i++) out[i] = (out[i] as number) + along * (point[i] as number);
    }
    return out;
  };

/** Gram and Schmidt, twice for rounding; what is left of nothing becomes a new random direction. */
function orthonormal(vectors: readonly Float64Array[], random: Random): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const start = Math.sqrt(dot(vector, vector));
    let x: Float64Array = vector.slice();
    for (let pass = 0; pass < 4; pass++) {
      for (const other of done) {
        const along = dot(x, other);
        for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - along * (other[i] as number);
      }
      const norm = Math.sqrt(dot(x, x));
      if (pass === 1 && !(norm > 1e-12 * start)) x = randomVector(x.length, random);
      else if (norm > 0) x = x.map((one) => one / norm);
    }
    done.push(x);
  }
  return done;
}

const randomVector = (C: number, random: Random): Float64Array =>
  Float64Array.from({ length: C }, () => gaussian(random));

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function combine(weights: readonly number[], vectors: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(at(vectors, 0).length);
  vectors.forEach((vector, k) => {
    const weight = at(weights, k);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + weight * (vector[i] as number);
  });
  return out;
}

/** ‖a − factor · b‖ */
function distance(a: Float64Array, b: Float64Array, factor: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - factor * (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/** An eigenvector's sign is free: this one makes the largest number positive. */
function upright(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, x) => (Math.abs(x) > Math.abs(most) + 1e-12 ? x : most), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}
