/** Operations that only move numbers: their gradients move back the same way. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { derive, flow, numbersFor, showShape, sizeOf, type Tensor } from "#learn/network/tensor.ts";

/**
 * The same numbers in another shape. One length may be −1: what is left over.
 * @throws VitralError `learn.shape` if the numbers do not fill the shape
 */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const full = shape.map((length) => (length === -1 ? x.data.length / known : length));
  if (sizeOf(full) !== x.data.length || !full.every(Number.isInteger))
    throw new VitralError("learn.shape", { what: "tensor", got: showShape(x.shape), expected: showShape(shape) });
  return derive("reshape", full, x.data, [x], (grad) => flow(x, (own) => addTo(own, grad, undefined)));
}

/**
 * Axes in another order; without `axes`, the last two change places: a matrix's transpose.
 * @param axes which axis of x each axis of the result is: [0, 2, 1, 3] swaps the middle two of four
 * @throws VitralError `learn.shape` if `axes` is not each axis once
 */
export function transpose(x: Tensor, axes?: readonly number[]): Tensor {
  const rank = x.shape.length;
  const order = axes ?? [...Array(Math.max(0, rank - 2)).keys(), rank - 1, rank - 2];
  if (order.length !== rank || !x.shape.every((_, axis) => order.includes(axis)))
    throw new VitralError("learn.shape", { what: "axes", got: showShape(order), expected: `0 … ${rank - 1}` });
  const shape = order.map((axis) => at(x.shape, axis));
  const strides = order.map((axis) => sizeOf(x.shape.slice(axis + 1)));
  let from = Int32Array.of(0);
  shape.forEach((length, axis) => {
    const next = new Int32Array(from.length * length);
    const stride = at(strides, axis);
    for (let i = 0; i < from.length; i++)
      for (let j = 0; j < length; j++) next[i * length + j] = (from[i] as number) + j * stride;
    from = next;
  });
  return gather("transpose", x, shape, from);
}

/**
 * Part of an axis: elements `start` up to, not including, `end`; negative ones count from the end.
 * @throws VitralError `learn.shape` if nothing is left, or there is no such axis
 */
export function slice(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const along = axis < 0 ? axis + x.shape.length : axis;
  const length = x.shape[along] ?? 0;
  const clamp = (index: number) => Math.min(length, index < 0 ? Math.max(0, length + index) : index);
  const [first, count] = [clamp(start), clamp(end ?? length) - clamp(start)];
  if (!(count > 0))
    throw new VitralError("learn.shape", {
      what: `axis ${axis}`,
      got: showShape(x.shape),
      expected: `more than ${start} elements`,
    });
  const shape = x.shape.with(along, count);
  const block = sizeOf(x.shape.slice(along + 1));
  const from = new Int32Array(sizeOf(shape));
  for (let i = 0; i < from.length; i++) {
    const outer = Math.floor(i / (count * block));
    from[i] = i + outer * (length - count) * block + first * block;
  }
  return gather("slice", x, shape, from);
}

/**
 * Tensors one behind the other along an axis; all other lengths are equal.
 * @throws VitralError `learn.shape` if they are not, or there are none
 */
export function concat(parts: readonly Tensor[], axis = 0): Tensor {
  const first = parts[0]?.shape ?? [];
  const along = axis < 0 ? axis + first.length : axis;
  for (const { shape } of parts)
    if (shape.length !== first.length || shape.some((length, i) => i !== along && length !== first[i]))
      throw new VitralError("learn.shape", { what: "concat", got: showShape(shape), expected: showShape(first) });
  if (along >= first.length)
    throw new VitralError("learn.shape", { what: "concat", got: showShape(first), expected: `an axis ${axis}` });
  const total = parts.reduce((sum, { shape }) => sum + at(shape, along), 0);
  const out = numbersFor(sizeOf(first.with(along, total)), ...parts);
  const outer = sizeOf(first.slice(0, along));
  const step = out.length / outer;
  let begin = 0;
  const pieces = parts.map((part) => {
    const piece = { part, begin, length: part.data.length / outer };
    begin += piece.length;
    return piece;
  });
  for (const { part, begin: to, length } of pieces)
    for (let o = 0; o < outer; o++) out.set(part.data.subarray(o * length, (o + 1) * length), o * step + to);
  return derive("concat", first.with(along, total), out, parts, (grad) => {
    for (const { part, begin: from, length } of pieces)
      flow(part, (own) => {
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < length; i++)
            own[o * length + i] = (own[o * length + i] as number) + (grad[o * step + from + i] as number);
      });
  });
}

/**
 * Rows of a table, one for each id: an embedding layer. A row that is used twice receives both gradients.
 * @param table [V, C]
 * @param ids   whole numbers below V
 * @param shape of the ids, e.g. [B, T]; flat by default
 * @returns [...shape, C]
 * @throws VitralError `learn.value` if an id is no row
 */
export function rows(table: Tensor, ids: ArrayLike<number>, shape: readonly number[] = [ids.length]): Tensor {
  const [V, C] = table.shape as [number, number];
  const from = new Int32Array(ids.length * C);
  for (let t = 0; t < ids.length; t++) {
    const id = at(ids, t);
    if (!Number.isInteger(id) || id < 0 || id >= V)
      throw new VitralError("learn.value", { what: "id", value: id, expected: `0 … ${V - 1}` });
    for (let c = 0; c < C; c++) from[t * C + c] = id * C + c;
  }
  return gather("rows", table, [...shape, C], from);
}

/** out[i] = x[from[i]] */
function gather(op: string, x: Tensor, shape: readonly number[], from: Int32Array): Tensor {
  const out = numbersFor(from.length, x);
  for (let i = 0; i < out.length; i++) out[i] = x.data[from[i] as number] as number;
  return derive(op, shape, out, [x], (grad) => flow(x, (own) => addTo(own, grad, from)));
}

/** own[to[i]] += grad[i] */
function addTo(own: Tensor["data"], grad: Tensor["data"], to: Int32Array | undefined): void {
  for (let i = 0; i < grad.length; i++) {
    const place = to ? (to[i] as number) : i;
    own[place] = (own[place] as number) + (grad[i] as number);
  }
}
