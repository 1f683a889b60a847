/** How a tensor's values are stored. Quantised types hold blocks of 32 weights; see `quants/`. */
export type TensorType = "F32" | "F16" | "BF16" | "Q8_0" | "Q4_0" | "Q4_1";

/**
 * A handle on numbers that live where the backend keeps them (for WebAssembly, in shared memory).
 * An expression such as `ops.add(x, y)` allocates nothing on the JS heap.
 * Activations are F32; weights keep the type of their file.
 */
export interface Tensor {
  readonly type: TensorType;
  /** Row-major: `[rows, columns]` for a matrix, the last axis contiguous. */
  readonly shape: readonly number[];
}
