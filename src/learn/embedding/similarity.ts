/** How near two vectors are, which are nearest, and what a difference of two leads to from a third. */
import { VitralError } from "#base/error.ts";
import type { Points } from "#learn/embedding/points.ts";

/**
 * cos(a, b) = a·b / (‖a‖ ‖b‖), in [−1, 1]: the angle alone counts, not the lengths. 0 if a vector is all zeros.
 * @throws VitralError `learn.shape` if the lengths differ
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new VitralError("learn.shape", { what: "b", got: `[${b.length}]`, expected: `[${a.length}]` });
  let [ab, aa, bb] = [0, 0, 0];
  for (let c = 0; c < a.length; c++) {
    const [x, y] = [a[c] as number, b[c] as number];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

/** A point's index, and its cosine with what was asked for. */
export interface Near {
  readonly index: number;
  readonly cosine: number;
}

/**
 * The `count` points that are nearest to `query` by cosine, nearest first; among equals, the first in order. O(N · C)
 * @param without indices that are not wanted, as the query's own
 */
export function nearest(
  query: ArrayLike<number>,
  points: Points,
  count: number,
  without: readonly number[] = [],
): Near[] {
  const left = new Set(without);
  return points
    .map((point, index) => ({ index, cosine: cosine(query, point) }))
    .filter(({ index }) => !left.has(index))
    .sort((a, b) => b.cosine - a.cosine || a.index - b.index)
    .slice(0, count);
}

/** cosine(i, j) for all pairs: [N, N], symmetric. */
export const similarityMatrix = (points: Points): number[][] => points.map((a) => points.map((b) => cosine(a, b)));

/**
 * a is to b as c is to …: the points nearest to b/‖b‖ − a/‖a‖ + c/‖c‖, without these three (3CosAdd).
 * Mikolov, Yih and Zweig, "Linguistic Regularities in Continuous Space Word Representations", NAACL 2013, §4. That a, b
 * and c are left out flatters the method: often the nearest would be c itself.
 * @param a index of a point, as b and c
 * @throws VitralError `learn.value` if one of them is no index
 */
export function analogy(points: Points, [a, b, c]: readonly [number, number, number], count = 1): Near[] {
  const unit = (index: number): number[] => {
    const point = points[index];
    if (!point)
      throw new VitralError("learn.value", { what: "index", value: index, expected: `0 … ${points.length - 1}` });
    const norm = Math.hypot(...Array.from(point)) || 1;
    return Array.from(point, (x) => x / norm);
  };
  const [from, to, start] = [unit(a), unit(b), unit(c)];
  const query = start.map((x, i) => x + (to[i] as number) - (from[i] as number));
  return nearest(query, points, count, [a, b, c]);
}
