/**
 * Whole-number arithmetic for decisions that rounding must not make. Every float64 is a whole number times a power of
 * two, so finitely many of them are whole numbers over one common power: nothing is lost.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";

/** x = whole · 2^−shift, exactly, for every number of every point. */
export interface ExactPoints {
  readonly points: readonly (readonly bigint[])[];
  readonly shift: bigint;
}

/** @throws VitralError `learn.value` if a number is not finite */
export function exactPoints(points: readonly (readonly number[])[]): ExactPoints {
  const split = points.map((point) => point.map(mantissaAndExponent));
  const least = split.flat().reduce((min, [, exponent]) => Math.min(min, exponent), 0);
  return {
    points: split.map((point) => point.map(([mantissa, exponent]) => mantissa << BigInt(exponent - least))),
    shift: BigInt(-least),
  };
}

/** x = mantissa · 2^exponent */
function mantissaAndExponent(x: number): [bigint, number] {
  if (!Number.isFinite(x)) throw new VitralError("learn.value", { what: "x", value: x, expected: "a finite number" });
  if (Number.isSafeInteger(x)) return [BigInt(x), 0];
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return [x < 0 ? -mantissa : mantissa, Math.max(biased, 1) - 1075];
}

/** numerator / denominator as the nearest float64 or its neighbour, however many digits both have. */
export function ratio(numerator: bigint, denominator: bigint): number {
  const [n, d] = [length(numerator), length(denominator)];
  const shift = BigInt(64 - (n - d)); // leaves a quotient of 64 or 65 bits
  const quotient = shift >= 0n ? (numerator << shift) / denominator : numerator / (denominator << -shift);
  const half = Number(shift) / 2; // in two halves, so that 2^−shift itself need not be a float64
  return Number(quotient) * 2 ** -Math.floor(half) * 2 ** -Math.ceil(half);
}

const length = (whole: bigint): number => (whole < 0n ? -whole : whole).toString(2).length;

/** Either weights λ ≥ 0 with Σ λⱼ columnⱼ = right, or a vector that proves that there are none. */
export type NonNegativeSolution =
  | { readonly isSolvable: true; readonly numerators: readonly bigint[]; readonly denominator: bigint }
  /** y · columnⱼ ≤ 0 for all j, and y · right > 0: no sum of the columns can reach `right` (Farkas, 1902). */
  | { readonly isSolvable: false; readonly y: readonly bigint[] };

/**
 * Solves Σ λⱼ columnⱼ = right with λ ≥ 0, or proves that it cannot be: the simplex method, minimising the residual
 * Σᵢ |rightᵢ − Σⱼ λⱼ columnⱼᵢ|, whose least value is 0 or, through its dual y, the proof. Of all proofs with |yᵢ| ≤ 1 it
 * is one with the largest y · right. The column of steepest descent enters; while that gets nowhere, Bland's rule (1977)
 * keeps the search from going round in circles. Edmonds' (1967) pivots keep all numbers whole, over one common
 * denominator. Exact.
 * @param columns N vectors of M whole numbers
 * @param right   M whole numbers ≥ 0
 */
export function solveNonNegative(
  columns: readonly (readonly bigint[])[],
  right: readonly bigint[],
): NonNegativeSolution {
  const [N, M] = [columns.length, right.length];
  const unit = (i: number, sign: bigint) => right.map((_, k) => (k === i ? sign : 0n));
  // After the columns come −eᵢ and +eᵢ, which take up the residual at a cost of 1 each; the +eᵢ are where it starts.
  const last = N + 2 * M;
  const rows = right.map((r, i) => [...columns.map((column) => at(column, i)), ...unit(i, -1n), ...unit(i, 1n), r]);
  const costs = Array.from({ length: last + 1 }, (_, j) => {
    const own = j >= N && j < last ? 1n : 0n;
    return own - rows.reduce((sum, row) => sum + at(row, j), 0n);
  });
  const basis = right.map((_, i) => N + M + i);
  let denominator = 1n;
  for (let isStuck = false; ; ) {
    const entering = isStuck ? costs.findIndex((cost, j) => j < last && cost < 0n) : steepest(costs, last);
    if (entering < 0) break;
    const leaving = leavingRow(rows, basis, entering);
    const pivotRow = at(rows, leaving);
    isStuck = pivotRow[last] === 0n;
    const pivot = at(pivotRow, entering);
    for (const row of [...rows, costs]) {
      const factor = at(row, entering);
      if (row !== pivotRow)
        for (let j = 0; j < row.length; j++) row[j] = (at(row, j) * pivot - factor * at(pivotRow, j)) / denominator;
    }
    denominator = pivot;
    basis[leaving] = entering;
  }
  if (at(costs, last) !== 0n) return { isSolvable: false, y: right.map((_, i) => denominator - at(costs, N + M + i)) };
  const numerators: bigint[] = Array(N).fill(0n);
  for (const [i, j] of basis.entries()) if (j < N) numerators[j] = at(at(rows, i), last);
  return { isSolvable: true, numerators, denominator };
}

/** The column below `end` with the most negative cost; −1 if none is negative. */
function steepest(costs: readonly bigint[], end: number): number {
  let best = -1;
  for (let j = 0; j < end; j++) if (at(costs, j) < (costs[best] ?? 0n)) best = j;
  return best;
}

/** The row whose variable reaches 0 first when column `entering` grows; of equals, that of the smallest column. */
function leavingRow(rows: readonly bigint[][], basis: readonly number[], entering: number): number {
  let best = -1;
  for (const [i, row] of rows.entries()) {
    const slope = at(row, entering);
    if (slope <= 0n) continue;
    const other = rows[best];
    const sooner = other ? (row.at(-1) as bigint) * at(other, entering) - (other.at(-1) as bigint) * slope : -1n;
    if (sooner < 0n || (sooner === 0n && at(basis, i) < at(basis, best))) best = i;
  }
  return best;
}
