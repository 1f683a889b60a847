/** The loops under `matmul` and `linear`: the one place to change when a faster backend takes over. */
import type { Numbers } from "#learn/network/tensor.ts";

/** A matrix inside an array: row r begins at `offset + r · stride`. */
export interface Matrix {
  readonly data: Numbers;
  readonly offset: number;
  readonly stride: number;
}

/**
 * out += a b, or with one factor transposed: "a bT" reads b's rows as columns, "aT b" reads a's columns as rows.
 * Each order of loops walks along rows, so that memory is read in sequence.
 * @param M rows of the result; K: length of the sums; N: columns of the result
 */
export function addProduct(
  out: Matrix,
  a: Matrix,
  kind: "a b" | "a bT" | "aT b",
  b: Matrix,
  M: number,
  K: number,
  N: number,
): void {
  if (kind === "a bT") {
    addRowsByRows(out, a, b, M, K, N);
    return;
  }
  // aᵢₖ lies at (i, k), or at (k, i) when a is transposed.
  const [alongI, alongK] = kind === "aT b" ? [1, a.stride] : [a.stride, 1];
  const [y, x, z] = [out.data, a.data, b.data];
  for (let i = 0; i < M; i++) {
    const row = out.offset + i * out.stride;
    for (let k = 0; k < K; k++) {
      const factor = x[a.offset + i * alongI + k * alongK] as number;
      const from = b.offset + k * b.stride;
      for (let j = 0; j < N; j++) y[row + j] = (y[row + j] as number) + factor * (z[from + j] as number);
    }
  }
}

/** outᵢⱼ += Σₖ aᵢₖ bⱼₖ */
function addRowsByRows(out: Matrix, a: Matrix, b: Matrix, M: number, K: number, N: number): void {
  const [y, x, z] = [out.data, a.data, b.data];
  for (let i = 0; i < M; i++) {
    const rowA = a.offset + i * a.stride;
    for (let j = 0; j < N; j++) {
      const rowB = b.offset + j * b.stride;
      let sum = 0;
      for (let k = 0; k < K; k++) sum += (x[rowA + k] as number) * (z[rowB + k] as number);
      const to = out.offset + i * out.stride + j;
      y[to] = (y[to] as number) + sum;
    }
  }
}
