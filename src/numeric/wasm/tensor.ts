import type { Tensor, TensorType } from "#numeric/tensor.ts";

/** How a tensor lies in memory: the numbers of `assembly/rows.ts`. Panels hold 8 rows side by side. */
export const layout = {
  panelF32: 0,
  panelF16: 1,
  panelBF16: 2,
  panelQ4: 3,
  panelQ8: 4,
  rowsQ4_0: 5,
  rowsQ4_1: 6,
  rowsQ8_0: 7,
  rowsF32: 8,
} as const;

/** The stretches between two meetings of the threads in which memory was last written and read; −1: long ago. */
export interface Use {
  written: number;
  read: number;
}

/** An activation in small whole numbers, for products with quantised weights. */
export interface Quantized {
  readonly q: number;
  readonly scales: number;
  readonly sums: number;
  readonly use: Use;
}

/** A tensor in the engine's memory. */
export interface WasmTensor extends Tensor {
  readonly at: number;
  readonly layout: number;
  /** Shared by all views of the same memory. */
  readonly use: Use;
  /** silu(of), not computed yet: a product may take it along. */
  siluOf: WasmTensor | undefined;
  quantized8: Quantized | undefined;
  quantized16: Quantized | undefined;
}

/** The use of memory that nobody has touched since the threads last met. */
export const untouched = (): Use => ({ written: -1, read: -1 });

export const tensorAt = (
  type: TensorType,
  shape: readonly number[],
  at: number,
  use: Use,
  kind: number = layout.rowsF32,
): WasmTensor => ({
  type,
  shape,
  at,
  layout: kind,
  use,
  siluOf: undefined,
  quantized8: undefined,
  quantized16: undefined,
});

export const columns = ({ shape }: Tensor): number => shape[shape.length - 1] ?? 1;

export function rowCount({ shape }: Tensor): number {
  let rows = 1;
  for (let i = 0; i < shape.length - 1; i++) rows *= shape[i] as number;
  return rows;
}
