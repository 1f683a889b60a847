import { squaredDistances } from "#learn/embedding/neighbours.ts";
import { flat, type Points, requireRange } from "#learn/embedding/points.ts";

/**
 * How far neighbours on a map can be trusted to be neighbours in truth: 1 if all are; about ½ for a map at random.
 *
 *   T(k) = 1 − 2 / (N·k·(2N − 3k − 1)) · Σᵢ Σ_{j ∈ U(i)} (r(i, j) − k)
 *
 * U(i) holds the points among the k nearest to i on the map that are not so in truth; r(i, j) is j's rank there by
 * distance from i. Venna and Kaski, "Neighborhood Preservation in Nonlinear Projection Methods", ICANN 2001, eq. 1.
 * The other way round, with map and truth exchanged, it is *continuity*: how many true neighbours the map keeps.
 *
 * @param points [N, C], the truth  @param map [N, 2], or of any width, in the same order
 * @param k neighbours that count, 1 … less than N/2; 5. Ties go by index. O(N² · (C + log N))
 * @throws VitralError `learn.value` if k is out of range or the counts differ
 */
export function trustworthiness(points: Points, map: Points, k = 5): number {
  const truth = flat(points, 3);
  const drawn = flat(map, 3);
  const N = truth.count;
  requireRange("points on the map", drawn.count, N, N);
  requireRange("k", k, 1, Math.ceil(N / 2) - 1);
  const trueRanks = ranks(squaredDistances(truth.values, N, truth.width), N);
  const mapRanks = ranks(squaredDistances(drawn.values, N, drawn.width), N);
  let penalty = 0;
  for (let pair = 0; pair < N * N; pair++) {
    const rank = trueRanks[pair] as number;
    if ((mapRanks[pair] as number) <= k && rank > k) penalty += rank - k; // a point's own rank is 0
  }
  return 1 - (2 / (N * k * (2 * N - 3 * k - 1))) * penalty;
}

/** For each point the rank of every other by distance: 1 for the nearest; 0 for itself. */
function ranks(squares: Float64Array, N: number): Int32Array {
  const found = new Int32Array(N * N);
  for (let i = 0; i < N; i++) {
    const row = squares.subarray(i * N, (i + 1) * N);
    const order = Int32Array.from({ length: N }, (_, j) => j).sort((a, b) => {
      if (a === i || b === i) return a === i ? -1 : 1;
      return (row[a] as number) - (row[b] as number) || a - b;
    });
    order.forEach((j, rank) => {
      found[i * N + j] = rank;
    });
  }
  return found;
}
