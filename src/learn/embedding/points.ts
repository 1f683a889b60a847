/** Points of a space: a vector for each word, sentence or token. */
import { VitralError } from "#base/error.ts";

/** N points of C numbers each: [N, C] as N rows, `number[]` or typed arrays. */
export type Points = readonly ArrayLike<number>[];

/**
 * The points as one flat array, row by row, after a look at them.
 * @param least how many there must be at least
 * @throws VitralError `learn.value` if there are too few, or a number is none; `learn.shape` if their widths differ
 */
export function flat(points: Points, least: number): { values: Float64Array; count: number; width: number } {
  const count = points.length;
  if (count < least)
    throw new VitralError("learn.value", { what: "points", value: count, expected: `at least ${least}` });
  const width = points[0]?.length ?? 0;
  const values = new Float64Array(count * width);
  points.forEach((point, i) => {
    if (point.length !== width)
      throw new VitralError("learn.shape", { what: `point ${i}`, got: `[${point.length}]`, expected: `[${width}]` });
    for (let c = 0; c < width; c++) {
      const value = point[c] as number;
      if (!Number.isFinite(value))
        throw new VitralError("learn.value", { what: `point ${i}`, value, expected: "finite numbers" });
      values[i * width + c] = value;
    }
  });
  return { values, count, width };
}

/** The rows of a flat array. */
export const rowsOf = (values: Float64Array, width: number): Float64Array[] =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));

/** @throws VitralError `learn.value` unless least ≤ value ≤ most */
export function requireRange(what: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new VitralError("learn.value", { what, value, expected: `${least} … ${most}` });
}
