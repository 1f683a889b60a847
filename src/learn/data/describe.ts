/** What a table holds, column by column: the first look at data, before anything learns from it. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";

/** A cell as files give it; empty text, null, undefined and NaN are missing. */
export type Cell = string | number | boolean | null | undefined;

/** Columns by name, all equally long. */
export type Table = Readonly<Record<string, readonly Cell[]>>;

export interface NumberSummary {
  readonly type: "number";
  readonly count: number;
  readonly missing: number;
  readonly mean: number;
  /** √(Σ(x − mean)² / (n − 1)), NaN for fewer than two. */
  readonly deviation: number;
  /** Minimum, quartiles and maximum. */
  readonly quantiles: readonly [number, number, number, number, number];
  readonly histogram: Histogram;
}

export interface ClassSummary {
  readonly type: "boolean" | "text";
  readonly count: number;
  readonly missing: number;
  /** Every value and how often it occurs, the most frequent first. */
  readonly values: readonly (readonly [value: string, count: number])[];
}

/** Equally wide bins from `from` to `to`; each holds its lower edge, the last both. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/**
 * Describes every column. A column is numbers if every cell that is not missing reads as one ("3.5", but not "3,5" or
 * "0x10"), booleans if all are true or false, else text.
 * @param bins how many the histograms have; ⌈log₂ n⌉ + 1 by default (Sturges, 1926)
 * @throws VitralError `learn.shape` if the columns differ in length
 * @example describeTable({ price: [3, "4.5", null], kind: ["a", "b", "a"] })
 */
export function describeTable(table: Table, bins?: number): Record<string, NumberSummary | ClassSummary> {
  const length = Object.values(table)[0]?.length ?? 0;
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => {
      if (cells.length !== length)
        throw new VitralError("learn.shape", { what: name, got: `[${cells.length}]`, expected: `[${length}]` });
      return [name, describeColumn(cells, bins)];
    }),
  );
}

function describeColumn(cells: readonly Cell[], bins: number | undefined): NumberSummary | ClassSummary {
  const present = cells.filter((cell) => !isMissing(cell));
  const missing = cells.length - present.length;
  const numbers = present.map(numberOf);
  if (present.length > 0 && !numbers.includes(undefined)) return describeNumbers(numbers as number[], missing, bins);
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  const isBoolean = present.length > 0 && [...counts.keys()].every((value) => value === "true" || value === "false");
  const values = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return { type: isBoolean ? "boolean" : "text", count: present.length, missing, values };
}

function describeNumbers(
  x: readonly number[],
  missing: number,
  bins = Math.ceil(Math.log2(x.length)) + 1,
): NumberSummary {
  const sorted = Float64Array.from(x).sort();
  const quantiles = [0, 0.25, 0.5, 0.75, 1].map((p) => quantile(sorted, p));
  return {
    type: "number",
    count: x.length,
    missing,
    ...moments(x),
    quantiles: quantiles as unknown as NumberSummary["quantiles"],
    histogram: histogram(x, bins),
  };
}

/** Mean Σx/n and deviation √(Σ(x − mean)²/(n − 1)), in Welford's (1962) one pass, which large means do not spoil. */
export function moments(x: Iterable<number>): { readonly mean: number; readonly deviation: number } {
  let [n, mean, squares] = [0, 0, 0];
  for (const value of x) {
    n++;
    const before = value - mean;
    mean += before / n;
    squares += before * (value - mean);
  }
  return { mean: n === 0 ? Number.NaN : mean, deviation: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)) };
}

/**
 * The value below which the share p of the numbers lies, between neighbours by a straight line: type 7 of Hyndman and
 * Fan, "Sample quantiles in statistical packages" (1996), as in NumPy and R.
 * @param sorted in ascending order
 * @param p      0 … 1
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const [below, above] = [Math.floor(place), Math.ceil(place)];
  return at(sorted, below) + (place - below) * (at(sorted, above) - at(sorted, below));
}

/** Counts numbers in equally wide bins from the least to the largest; one value alone fills the first bin. */
export function histogram(x: readonly number[], bins: number): Histogram {
  if (!Number.isSafeInteger(bins) || bins < 1)
    throw new VitralError("learn.value", { what: "bins", value: bins, expected: "1 or more" });
  const from = x.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const to = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const counts: number[] = Array(bins).fill(0);
  for (const value of x) {
    const bin = to === from ? 0 : Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins));
    counts[bin] = at(counts, bin) + 1;
  }
  return { from, to, counts };
}

/**
 * Pearson's r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²): 1 or −1 on a line, near 0 without a *linear* relation. NaN
 * if a side is constant.
 * @throws VitralError `learn.shape` if the lengths differ
 */
export function correlation(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length)
    throw new VitralError("learn.shape", { what: "y", got: `[${y.length}]`, expected: `[${x.length}]` });
  const [meanX, meanY] = [moments(x).mean, moments(y).mean];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [at(x, i) - meanX, at(y, i) - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / (Math.sqrt(xx) * Math.sqrt(yy));
}

const isMissing = (cell: Cell): boolean =>
  cell === null || cell === undefined || Number.isNaN(cell) || (typeof cell === "string" && cell.trim() === "");

function numberOf(cell: Cell): number | undefined {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : undefined;
  if (typeof cell !== "string" || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(cell)) return undefined;
  return Number(cell);
}
