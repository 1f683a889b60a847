/** Sums and means over everything or along one axis. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { mul, pow, sub } from "#learn/network/arithmetic.ts";
import { derive, flow, numbersFor, showShape, sizeOf, type Tensor } from "#learn/network/tensor.ts";

/**
 * The sum of all elements ([]), or along one axis: Σ, whose gradient goes to every summand alike.
 * @param axis      which axis vanishes; negative from the end
 * @param keepsAxis leaves it with length 1, so that the result broadcasts against x
 * @throws VitralError `learn.shape` if there is no such axis
 */
export function sum(x: Tensor, axis?: number, keepsAxis = false): Tensor {
  const along = axis === undefined ? 0 : axis < 0 ? axis + x.shape.length : axis;
  if (axis !== undefined && x.shape[along] === undefined)
    throw new VitralError("learn.shape", { what: "sum", got: showShape(x.shape), expected: `an axis ${axis}` });
  const length = axis === undefined ? x.data.length : at(x.shape, along);
  const inner = axis === undefined ? 1 : sizeOf(x.shape.slice(along + 1));
  const shape = axis === undefined ? [] : keepsAxis ? x.shape.with(along, 1) : x.shape.toSpliced(along, 1);
  const out = numbersFor(sizeOf(shape), x);
  for (let o = 0; o < out.length; o++) {
    const first = Math.floor(o / inner) * length * inner + (o % inner);
    let total = 0; // in float64, whatever the tensors are
    for (let i = 0; i < length; i++) total += x.data[first + i * inner] as number;
    out[o] = total;
  }
  return derive("sum", shape, out, [x], (grad) =>
    flow(x, (own) => {
      for (let o = 0; o < grad.length; o++) {
        const first = Math.floor(o / inner) * length * inner + (o % inner);
        for (let i = 0; i < length; i++) {
          const place = first + i * inner;
          own[place] = (own[place] as number) + (grad[o] as number);
        }
      }
    }),
  );
}

/** The mean of all elements, or along one axis; parameters and errors as `sum`. */
export function mean(x: Tensor, axis?: number, keepsAxis = false): Tensor {
  const total = sum(x, axis, keepsAxis);
  return mul(total, total.data.length / x.data.length);
}

/** The mean of (x − mean)², along one axis or over all: divided by n, not n − 1. Parameters and errors as `sum`. */
export function variance(x: Tensor, axis?: number, keepsAxis = false): Tensor {
  return mean(pow(sub(x, mean(x, axis, true)), 2), axis, keepsAxis);
}
