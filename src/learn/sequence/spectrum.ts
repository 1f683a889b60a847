/** How much a matrix can stretch: in one application (norm), and over many (spectral radius). */
import { at } from "#base/assert.ts";

/**
 * The largest |eigenvalue|: ρ(W) = lim ‖Wⁿ‖^(1/n) (Gelfand, 1941), by squaring W 40 times, n = 2⁴⁰. Unlike power
 * iteration it does not mind complex pairs.
 * @param matrix [N, N]
 */
export function spectralRadius(matrix: readonly (readonly number[])[]): number {
  let power = matrix;
  let logarithm = 0; // of what was taken off `power` so that it does not overflow, as a root: ln ‖Wⁿ‖ / n so far
  for (let squarings = 0; squarings < 40; squarings++) {
    const size = frobenius(power);
    if (size === 0) return 0;
    logarithm += Math.log(size) / 2 ** squarings;
    const unit = power.map((row) => row.map((x) => x / size));
    power = multiply(unit, unit);
  }
  return Math.exp(logarithm);
}

/** ‖J‖₂ = √ρ(JᵀJ): the longest that a vector of length 1 can become. */
export function spectralNorm(matrix: readonly (readonly number[])[]): number {
  const transposed = (matrix[0] ?? []).map((_, j) => matrix.map((row) => at(row, j)));
  const size = frobenius(matrix);
  if (size === 0) return 0;
  const unit = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map((x) => x / size)); // no underflow
  return size * Math.sqrt(spectralRadius(multiply(unit(transposed), unit(matrix))));
}

const frobenius = (matrix: readonly (readonly number[])[]): number => {
  const largest = matrix.reduce((most, row) => row.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(matrix.reduce((sum, row) => row.reduce((s, x) => s + (x / largest) ** 2, sum), 0));
};

function multiply(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => {
    const out = Array<number>(b[0]?.length ?? 0).fill(0);
    row.forEach((x, k) => {
      const other = b[k] as readonly number[];
      for (let j = 0; j < out.length; j++) out[j] = (out[j] as number) + x * (other[j] as number);
    });
    return out;
  });
}
