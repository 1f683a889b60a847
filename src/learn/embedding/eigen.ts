/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations (1846): each rotation makes one number
 * off the diagonal zero; sweep after sweep, what is left on the diagonal are the eigenvalues.
 * Golub and Van Loan, "Matrix Computations", §8.5. O(n³) a sweep, some 6 to 10 sweeps.
 *
 * @param matrix n rows of n; unchanged
 * @returns the eigenvalues, largest first; `vectors[i]`, of length 1, belongs to `values[i]`
 */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = matrix.map((_, i) => Float64Array.from({ length: n }, (_one, j) => (i === j ? 1 : 0)));
  const get = (m: readonly Float64Array[], i: number, j: number): number => (m[i] as Float64Array)[j] as number;
  const rotate = (
    m: readonly Float64Array[],
    i: number,
    j: number,
    k: number,
    l: number,
    c: number,
    s: number,
  ): void => {
    const [x, y] = [get(m, i, j), get(m, k, l)];
    (m[i] as Float64Array)[j] = c * x - s * y;
    (m[k] as Float64Array)[l] = s * x + c * y;
  };
  const size = Math.sqrt(a.reduce((sum, row) => sum + row.reduce((all, x) => all + x * x, 0), 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off = Math.max(off, Math.abs(get(a, p, q)));
    if (off <= 1e-15 * size) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = get(a, p, q);
        if (apq === 0) continue;
        const theta = (get(a, q, q) - get(a, p, p)) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1)); // tan of the smaller angle
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let i = 0; i < n; i++) rotate(a, i, p, i, q, c, s);
        for (let i = 0; i < n; i++) rotate(a, p, i, q, i, c, s);
        for (let i = 0; i < n; i++) rotate(v, i, p, i, q, c, s);
      }
  }
  const order = [...a.keys()].sort((i, j) => get(a, j, j) - get(a, i, i));
  return {
    values: order.map((i) => get(a, i, i)),
    vectors: order.map((i) => v.map((row) => row[i] as number)),
  };
}
