/**
 * Broadcasting: shapes are aligned at their last axes, and an axis of length 1 (or none) is repeated as often as the
 * other operand asks. [3, 1, 4] with [2, 1] gives [3, 2, 4]. NumPy's rule.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { showShape, sizeOf } from "#learn/network/tensor.ts";

/** @throws VitralError `learn.shape` if an axis differs and is 1 in neither */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const axes = Math.max(a.length, b.length);
  return Array.from({ length: axes }, (_, i) => {
    const [p, q] = [a[i - axes + a.length] ?? 1, b[i - axes + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1)
      throw new VitralError("learn.shape", { what: "operand", got: showShape(b), expected: `${showShape(a)} or 1s` });
    return p === 1 ? q : p;
  });
}

/**
 * For each element of a result of shape `to`, where in a tensor of shape `from` it is read; undefined if in the same
 * place, as when the shapes are equal.
 */
export function readingOrder(from: readonly number[], to: readonly number[]): Int32Array | undefined {
  const size = sizeOf(to);
  if (sizeOf(from) === size) return undefined;
  const order = new Int32Array(size); // a single number: read at 0, always
  let [repeat, stride] = [1, 1];
  // From the last axis to the first: `order[0 … repeat)` is right for the axes so far, and is laid out along the next.
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const length = at(to, axis);
    const own = from[axis - to.length + from.length] ?? 1;
    for (let i = 1; i < length; i++)
      for (let j = 0; j < repeat; j++) order[i * repeat + j] = at(order, j) + (own === 1 ? 0 : i * stride);
    repeat *= length;
    stride *= own;
  }
  return order;
}
