/**
 * Whether "k positions further" is one fixed linear map, the same wherever one stands: then a model can learn to look k
 * tokens back with a single matrix (the hypothesis of Vaswani et al., arXiv:1706.03762, §3.5).
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";
import { positionTable } from "#learn/position/measure.ts";

export interface ShiftMap {
  /** M [C, C] of the best fit v(p + k) ≈ M v(p) (+ the constants) over all p; not unique if components repeat others */
  readonly map: readonly (readonly number[])[];
  /** c [C], only for the affine fit M v(p) + c; else zeros */
  readonly constants: readonly number[];
  /** √(Σ|v(p + k) − fit|² / Σ|v(p + k) − mean|²): 0 if the shift is such a map, 1 if the fit is no better than the mean */
  readonly residual: number;
}

/**
 * Fits the shift by k positions over a sequence, by least squares. For sin pω and cos pω it is exactly a rotation,
 * (cos kω, sin kω; −sin kω, cos kω), by the addition theorems.
 * @param shift  k, a whole number from 1 to length − 2
 * @param length well above C, or any table could be fitted
 * @param kind   "affine" also allows constants, by which the absolute number passes as well: p + k
 * @throws VitralError `learn.value` if the shift leaves fewer than two positions, or the encoding has no vectors
 */
export function shiftMap(
  encoding: PositionEncoding,
  shift: number,
  length: number,
  kind: "linear" | "affine" = "linear",
): ShiftMap {
  if (!Number.isInteger(shift) || shift < 1 || shift > length - 2)
    throw new VitralError("learn.value", { what: "shift", value: shift, expected: `1 … ${length - 2}` });
  const table = positionTable(encoding, length);
  const C = at(table, 0).length;
  if (C === 0) throw new VitralError("learn.value", { what: "encoding", value: encoding.name, expected: "vectors" });
  const from = table.slice(0, length - shift).map((row) => (kind === "affine" ? [...row, 1] : row));
  const columns = at(from, 0).map((_, c) => from.map((row) => at(row, c)));
  const targets = Array.from({ length: C }, (_, c) => table.slice(shift).map((row) => at(row, c)));

  let [missed, spread] = [0, 0];
  const solutions = targets.map((target) => {
    const x = leastSquares(columns, target);
    const mean = target.reduce((a, b) => a + b, 0) / target.length;
    from.forEach((row, p) => {
      missed += (at(target, p) - dot(row, x)) ** 2;
      spread += (at(target, p) - mean) ** 2;
    });
    return x;
  });
  return {
    map: solutions.map((x) => x.slice(0, C)),
    constants: solutions.map((x) => x[C] ?? 0),
    residual: Math.sqrt(missed / spread),
  };
}

/**
 * x that makes |Σ xⱼ columnⱼ − target| least: Gram and Schmidt make the columns orthogonal, twice over for rounding's
 * sake, then the triangle is solved. A column that the earlier ones already contain gets 0.
 */
function leastSquares(columns: readonly (readonly number[])[], target: readonly number[]): number[] {
  const basis: { readonly q: readonly number[]; readonly r: readonly number[]; readonly column: number }[] = [];
  columns.forEach((column, j) => {
    let rest = [...column];
    const r = basis.map(() => 0);
    for (let round = 0; round < 2; round++)
      basis.forEach(({ q }, i) => {
        const share = dot(q, rest);
        r[i] = at(r, i) + share;
        rest = rest.map((x, p) => x - share * at(q, p));
      });
    const norm = Math.sqrt(dot(rest, rest));
    if (norm > 1e-11 * Math.sqrt(dot(column, column)))
      basis.push({ q: rest.map((x) => x / norm), r: [...r, norm], column: j });
  });
  const x = Array<number>(columns.length).fill(0);
  const projections = basis.map(({ q }) => dot(q, target));
  for (let i = basis.length - 1; i >= 0; i--) {
    let value = at(projections, i);
    for (let j = i + 1; j < basis.length; j++) value -= at(at(basis, j).r, i) * at(x, at(basis, j).column);
    x[at(basis, i).column] = value / at(at(basis, i).r, i);
  }
  return x;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * at(b, i), 0);
