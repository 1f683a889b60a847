/** The straightest pattern: y as a weighted sum of x, by least squares. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { moments } from "#learn/data/describe.ts";

export interface LinearFit {
  /** One weight for each column of x. */
  readonly w: readonly number[];
  readonly b: number;
  /** y − ŷ for each example. */
  readonly residuals: readonly number[];
  /** 1 − Σ residual² / Σ(y − ȳ)²: the share of y's variance that x explains. NaN if y is constant. */
  readonly r2: number;
}

/**
 * Linear regression: the w and b with the least Σ(y − w·x − b)². By Householder's QR of [x, 1] (1958), which keeps twice
 * the digits that the normal equations XᵀXw = Xᵀy keep when columns are nearly alike; columns are centred first.
 * @param x N rows of D numbers
 * @param y N numbers
 * @throws VitralError `learn.shape` if rows differ in length, or x and y; `learn.value` if the columns (with the constant)
 *   depend on each other, so that no w is the one: leave one out
 */
export function linearRegression(x: readonly (readonly number[])[], y: readonly number[]): LinearFit {
  const D = x[0]?.length ?? 0;
  if (y.length !== x.length)
    throw new VitralError("learn.shape", { what: "y", got: `[${y.length}]`, expected: `[${x.length}]` });
  for (const row of x)
    if (row.length !== D)
      throw new VitralError("learn.shape", { what: "x", got: `[${row.length}]`, expected: `[${D}]` });
  const means = Array.from({ length: D }, (_, d) => moments(x.map((row) => at(row, d))).mean);
  const meanY = moments(y).mean;
  const columns = means.map((mean, d) => x.map((row) => at(row, d) - mean));
  const w = leastSquares(
    columns,
    y.map((value) => value - meanY),
  );
  const b = meanY - w.reduce((sum, weight, d) => sum + weight * at(means, d), 0);
  const residuals = x.map((row, i) => at(y, i) - b - row.reduce((sum, value, d) => sum + value * at(w, d), 0));
  const squares = (list: readonly number[]) => list.reduce((sum, value) => sum + value * value, 0);
  return { w, b, residuals, r2: 1 - squares(residuals) / squares(y.map((value) => value - meanY)) };
}

/** y ≈ slope · x + intercept: linear regression on one column. Errors as `linearRegression`. */
export function fitLine(x: readonly number[], y: readonly number[]) {
  const { w, b, r2 } = linearRegression(
    x.map((value) => [value]),
    y,
  );
  return { slope: at(w, 0), intercept: b, r2 };
}

/** Mirrors column after column onto its axis, y with them, until what remains is a triangle to solve from below. */
function leastSquares(given: readonly (readonly number[])[], y: readonly number[]): number[] {
  const columns = given.map((column) => [...column]);
  const right = [...y];
  const dot = (a: readonly number[], b: readonly number[], from: number) => {
    let sum = 0;
    for (let i = from; i < a.length; i++) sum += at(a, i) * at(b, i);
    return sum;
  };
  const diagonal: number[] = [];
  for (const [d, column] of columns.entries()) {
    const norm = Math.sqrt(dot(column, column, d));
    const whole = Math.sqrt(dot(at(given, d), at(given, d), 0));
    if (!(norm > 1e-12 * whole) || column[d] === undefined)
      throw new VitralError("learn.value", {
        what: `column ${d}`,
        value: "constant, or a sum of others",
        expected: "a column of its own",
      });
    const r = column[d] > 0 ? -norm : norm; // away from the column, so that nothing cancels
    diagonal.push(r);
    column[d] -= r;
    const length = dot(column, column, d);
    for (const other of [...columns.slice(d + 1), right]) {
      const scale = (2 * dot(column, other, d)) / length;
      for (let i = d; i < other.length; i++) other[i] = at(other, i) - scale * at(column, i);
    }
  }
  const w: number[] = Array(columns.length).fill(0);
  for (let d = columns.length - 1; d >= 0; d--) {
    let sum = at(right, d);
    for (let e = d + 1; e < columns.length; e++) sum -= at(at(columns, e), d) * at(w, e);
    w[d] = sum / at(diagonal, d);
  }
  return w;
}
