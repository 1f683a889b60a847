/** UMAP's first half: the points' neighbourhoods as one weighted graph. McInnes, Healy, Melville, arXiv:1802.03426, §3.1. */
import type { Neighbours } from "#learn/embedding/neighbours.ts";

/** An edge between two points, and how surely it is there, in (0, 1]. */
export interface FuzzyEdge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/**
 * The fuzzy simplicial set, as its edges. From i to its neighbour j: μ = exp(−max(0, d(i, j) − ρᵢ)/σᵢ), ρᵢ being the
 * distance to the nearest that is not at the same place, and σᵢ such that Σⱼ μ = log₂ k; the two directions are united
 * as μ + ν − μν. Each edge is listed once, from < to.
 * @param k neighbours of each point, itself not counted
 */
export function fuzzyGraph({ indices, distances }: Neighbours, count: number, k: number): FuzzyEdge[] {
  const weights = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const far = distances.subarray(i * k, (i + 1) * k);
    const { rho, sigma } = smoothDistance(far);
    for (let n = 0; n < k; n++) {
      const j = indices[i * k + n] as number;
      const mu = Math.exp(-Math.max(0, (far[n] as number) - rho) / sigma);
      const key = Math.min(i, j) * count + Math.max(i, j);
      const nu = weights.get(key) ?? 0;
      weights.set(key, mu + nu - mu * nu);
    }
  }
  return [...weights]
    .filter(([, weight]) => weight > 0)
    .map(([key, weight]) => ({ from: Math.floor(key / count), to: key % count, weight }));
}

/** ρ, and σ with Σ exp(−max(0, d − ρ)/σ) = log₂ k, by bisection; σ is at least a thousandth of the mean distance. */
export function smoothDistance(distances: Float64Array): { rho: number; sigma: number } {
  const target = Math.log2(distances.length);
  const rho = distances.find((distance) => distance > 0) ?? 0;
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  let [low, high, sigma] = [0, Infinity, mean || 1];
  for (let step = 0; step < 64; step++) {
    const sum = distances.reduce((total, d) => total + Math.exp(-Math.max(0, d - rho) / sigma), 0);
    if (Math.abs(sum - target) < 1e-9) break;
    if (sum > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return { rho, sigma: Math.max(sigma, 1e-3 * mean, Number.MIN_VALUE) };
}

/**
 * a and b for which 1/(1 + a·x²ᵇ) is nearest to 1 up to `least` and exp(least − x) beyond (least squares at 300 places
 * from 0 to 3): how near points lie that belong together. By Levenberg's and Marquardt's method.
 */
export function curveOf(least: number): { readonly a: number; readonly b: number } {
  const xs = Array.from({ length: 299 }, (_, i) => (3 * (i + 1)) / 299); // at 0 both are 1
  const ys = xs.map((x) => (x < least ? 1 : Math.exp(least - x)));
  const residuals = (a: number, b: number): number[] =>
    xs.map((x, i) => 1 / (1 + a * x ** (2 * b)) - (ys[i] as number));
  const cost = (r: readonly number[]): number => r.reduce((sum, e) => sum + e * e, 0);
  let [a, b, damping] = [1, 1, 1e-3];
  let errors = residuals(a, b);
  for (let step = 0; step < 200 && damping < 1e12; step++) {
    let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
    for (const [i, x] of xs.entries()) {
      const power = x ** (2 * b);
      const slope = -1 / (1 + a * power) ** 2;
      const [da, db] = [slope * power, slope * a * power * 2 * Math.log(x)];
      const error = errors[i] as number;
      aa += da * da;
      ab += da * db;
      bb += db * db;
      ga += da * error;
      gb += db * error;
    }
    const [daa, dbb] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = daa * dbb - ab * ab;
    const nextA = a - (dbb * ga - ab * gb) / determinant;
    const nextB = b - (daa * gb - ab * ga) / determinant;
    const next = nextA > 0 && nextB > 0 ? residuals(nextA, nextB) : [];
    if (next.length > 0 && cost(next) < cost(errors)) [a, b, errors, damping] = [nextA, nextB, next, damping / 3];
    else damping *= 4;
  }
  return { a, b };
}
