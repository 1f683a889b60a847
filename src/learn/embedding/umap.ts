/**
 * UMAP: a map whose neighbourhoods are those of the points.
 * McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection", arXiv:1802.03426, §3 and §4.
 */
import { seededRandom } from "#base/random.ts";
import { nearestNeighbours } from "#learn/embedding/neighbours.ts";
import { flat, type Points, requireRange, rowsOf } from "#learn/embedding/points.ts";
import { startOf } from "#learn/embedding/t-sne.ts";
import { curveOf, type FuzzyEdge, fuzzyGraph } from "#learn/embedding/umap-graph.ts";

export interface UmapOptions {
  /** k, neighbours of each point, itself not counted: few show detail, many the whole. 15, at most N − 1 */
  readonly neighbours?: number;
  /** How near points may lie on the map; 0.1 */
  readonly leastDistance?: number;
  /** 500 up to 10,000 points, 200 beyond */
  readonly epochs?: number;
  /** Random points from which each pull also pushes its end away; 5 */
  readonly negatives?: number;
  /** 0 */
  readonly seed?: number;
}

/** How far the map is. */
export interface UmapStep {
  /** First who is near whom, then the layout. */
  readonly stage: "neighbours" | "layout";
  /** Share of the stage that is done, in (0, 1]. */
  readonly done: number;
  /** [N, 2], row by row; it moves on with the next step. Zeros before the layout begins. */
  readonly layout: Float64Array;
}

/**
 * Draws N points on a plane: the k nearest neighbours become a graph (`fuzzyGraph`); a layout that begins as PCA (deviation
 * 4) then lowers the cross-entropy between the graph's edges and 1/(1 + a·d²ᵇ) on the map, edge by edge: each,
 * as often as its weight says, pulls its ends together, and pushes them away from some random points. Each move is held
 * within ±4; the rate falls from 1 to 0 along a line. The same seed gives the same map, to the last bit, on one machine.
 *
 * Neighbours are found by looking at all pairs, O(N² · C): for more than some thousand points of many numbers, take the
 * first 50 principal components. Left out: a spectral start, and placing new points.
 *
 * @param points [N, C], N ≥ 4; for cosine distance, scaled to length 1
 * @returns [N, 2]
 * @throws VitralError `learn.value` if an option is out of range; `learn.shape`
 */
export function* umap(points: Points, options: UmapOptions = {}): Generator<UmapStep, Float64Array[]> {
  const { values, count: N, width } = flat(points, 4);
  const { neighbours: k = Math.min(15, N - 1), leastDistance = 0.1, negatives = 5, seed = 0 } = options;
  const { epochs = N <= 10_000 ? 500 : 200 } = options;
  requireRange("neighbours", k, 2, N - 1);
  requireRange("leastDistance", leastDistance, 0, 2.9);
  let layout: Float64Array = new Float64Array(2 * N);
  const search = nearestNeighbours(values, N, width, k);
  let found = search.next();
  for (; !found.done; found = search.next()) yield { stage: "neighbours", done: found.value, layout };
  yield { stage: "neighbours", done: 1, layout };

  const edges = fuzzyGraph(found.value, N, k);
  layout = startOf(points, 4, seed);
  const random = seededRandom(seed);
  for (let i = 0; i < layout.length; i++) layout[i] = (layout[i] as number) + 1e-4 * random(); // parts equal points
  const { a, b } = curveOf(leastDistance);
  const surest = edges.reduce((most, { weight }) => Math.max(most, weight), 0);
  const drawn = edges.filter(({ weight }) => weight >= surest / epochs);
  const every = Float64Array.from(drawn, ({ weight }) => surest / weight); // epochs from one pull to the next
  const due = every.slice();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    drawn.forEach((edge, e) => {
      if ((due[e] as number) > epoch) return;
      due[e] = (due[e] as number) + (every[e] as number);
      for (const from of [edge.from, edge.to]) {
        move(layout, edge, rate, a, b);
        for (let n = 0; n < negatives; n++) push(layout, from, Math.floor(random() * N), rate, a, b);
      }
    });
    yield { stage: "layout", done: (epoch + 1) / epochs, layout };
  }
  return rowsOf(layout, 2);
}

/** One pull along an edge: both ends move by −2ab·d²⁽ᵇ⁻¹⁾ / (1 + a·d²ᵇ) · (difference). */
function move(y: Float64Array, { from, to }: FuzzyEdge, rate: number, a: number, b: number): void {
  const [i, j] = [2 * from, 2 * to];
  const dx = (y[i] as number) - (y[j] as number);
  const dy = (y[i + 1] as number) - (y[j + 1] as number);
  const square = dx * dx + dy * dy;
  if (square === 0) return;
  const pull = (-2 * a * b * square ** (b - 1)) / (1 + a * square ** b);
  const [x, z] = [rate * held(pull * dx), rate * held(pull * dy)];
  y[i] = (y[i] as number) + x;
  y[i + 1] = (y[i + 1] as number) + z;
  y[j] = (y[j] as number) - x;
  y[j + 1] = (y[j + 1] as number) - z;
}

/** One push: `from` moves away from `other` by 2b / ((0.001 + d²)(1 + a·d²ᵇ)) · (difference). */
function push(y: Float64Array, from: number, other: number, rate: number, a: number, b: number): void {
  if (from === other) return;
  const [i, j] = [2 * from, 2 * other];
  const dx = (y[i] as number) - (y[j] as number);
  const dy = (y[i + 1] as number) - (y[j + 1] as number);
  const square = dx * dx + dy * dy;
  const away = (2 * b) / ((0.001 + square) * (1 + a * square ** b));
  y[i] = (y[i] as number) + rate * held(away * dx);
  y[i + 1] = (y[i + 1] as number) + rate * held(away * dy);
}

const held = (move: number): number => Math.max(-4, Math.min(4, move));
