import { assert } from "#base/assert.ts";
import { codecs } from "#numeric/quants/index.ts";
import type { Tensor, TensorType } from "#numeric/tensor.ts";

/** A tensor of the plain backend: float32 values, or a weight's stored blocks. */
export interface PlainTensor extends Tensor {
  readonly values: Float32Array | undefined;
  readonly stored: Uint8Array | undefined;
}

export const ofValues = (values: Float32Array, shape: readonly number[]): PlainTensor => {
  assert(values.length === shape.reduce((a, b) => a * b, 1), `${values.length} values fill ${shape.join("×")}`);
  return { type: "F32", shape, values, stored: undefined };
};

export const ofStored = (type: TensorType, stored: Uint8Array, shape: readonly number[]): PlainTensor => ({
  type,
  shape,
  values: undefined,
  stored,
});

/** Width of the last axis. */
export const columns = ({ shape }: Tensor): number => shape.at(-1) ?? 1;

/** Number of rows, all axes but the last taken together. */
export const rowCount = ({ shape }: Tensor): number => shape.slice(0, -1).reduce((a, b) => a * b, 1);

/** The float32 values of an activation. */
export function valuesOf(tensor: Tensor): Float32Array {
  const { values } = tensor as PlainTensor;
  assert(values !== undefined, "an activation holds float32 values");
  return values;
}

/** Row `row` of a matrix in any type, as float32. */
export function rowOf(tensor: Tensor, row: number, into: Float32Array): Float32Array {
  const { values, stored, type } = tensor as PlainTensor;
  const width = columns(tensor);
  if (values) return values.subarray(row * width, (row + 1) * width);
  const { block, bytes, unpack } = codecs[type];
  const rowBytes = (width / block) * bytes;
  unpack((stored as Uint8Array).subarray(row * rowBytes, (row + 1) * rowBytes), into);
  return into;
}
