/** Sums, products and quotients of tensors, element by element, with broadcasting; each with its derivative beside it. */
import { broadcastShape, readingOrder } from "#learn/network/broadcast.ts";
import { derive, flow, type Numbers, numbersFor, sizeOf, type Tensor, tensor } from "#learn/network/tensor.ts";

/** What arithmetic takes: a tensor, or a number that stands for a tensor full of it. */
export type Operand = Tensor | number;

/**
 * a + b, with broadcasting: ∂/∂a = 1, ∂/∂b = 1, summed over the elements that were repeated.
 * @returns the broadcast shape, e.g. [T, C] + [C] → [T, C]; float64 if an operand is
 * @throws VitralError `learn.shape` if the shapes do not fit
 */
export function add(a: Operand, b: Operand): Tensor {
  const pair = align(a, b);
  const { x, y, i, j, out } = pair;
  for (let k = 0; k < out.length; k++)
    out[k] = (x[i ? (i[k] as number) : k] as number) + (y[j ? (j[k] as number) : k] as number);
  return derive("add", pair.shape, out, [pair.a, pair.b], (grad) => {
    for (const [operand, order] of pair.operands)
      flow(operand, (own) => {
        for (let k = 0; k < grad.length; k++) {
          const to = order ? (order[k] as number) : k;
          own[to] = (own[to] as number) + (grad[k] as number);
        }
      });
  });
}

/**
 * a · b element by element: ∂/∂a = b, ∂/∂b = a. The matrix product is `matmul`.
 * @throws VitralError `learn.shape` if the shapes do not fit
 */
export function mul(a: Operand, b: Operand): Tensor {
  const pair = align(a, b);
  const { x, y, i, j, out } = pair;
  for (let k = 0; k < out.length; k++)
    out[k] = (x[i ? (i[k] as number) : k] as number) * (y[j ? (j[k] as number) : k] as number);
  return derive("mul", pair.shape, out, [pair.a, pair.b], (grad) => {
    flow(pair.a, (own) => addProducts(own, i, grad, y, j));
    flow(pair.b, (own) => addProducts(own, j, grad, x, i));
  });
}

/** a − b. @throws VitralError `learn.shape` if the shapes do not fit */
export const sub = (a: Operand, b: Operand): Tensor => add(a, typeof b === "number" ? -b : mul(b, -1));

/** a / b = a · b⁻¹. @throws VitralError `learn.shape` if the shapes do not fit */
export const div = (a: Operand, b: Operand): Tensor => mul(a, typeof b === "number" ? 1 / b : pow(b, -1));

/** xᵖ for a fixed exponent: ∂/∂x = p · xᵖ⁻¹. */
export function pow(x: Tensor, exponent: number): Tensor {
  const out = numbersFor(x.data.length, x);
  for (let k = 0; k < out.length; k++) out[k] = (x.data[k] as number) ** exponent;
  return derive("pow", x.shape, out, [x], (grad) =>
    flow(x, (own) => {
      for (let k = 0; k < grad.length; k++)
        own[k] = (own[k] as number) + (grad[k] as number) * exponent * (x.data[k] as number) ** (exponent - 1);
    }),
  );
}

/** Both operands as tensors, where each is read for element k of the result, and room for the result. */
function align(left: Operand, right: Operand) {
  const like = typeof left === "number" ? right : left;
  const double = typeof like !== "number" && like.data instanceof Float64Array;
  const wrap = (operand: Operand) =>
    typeof operand === "number" ? tensor(operand, { type: double ? "float64" : "float32" }) : operand;
  const [a, b] = [wrap(left), wrap(right)];
  const shape = broadcastShape(a.shape, b.shape);
  const [i, j] = [readingOrder(a.shape, shape), readingOrder(b.shape, shape)];
  const operands: readonly (readonly [Tensor, Int32Array | undefined])[] = [
    [a, i],
    [b, j],
  ];
  return { a, b, x: a.data, y: b.data, i, j, operands, shape, out: numbersFor(sizeOf(shape), a, b) };
}

/** own[to[k]] += grad[k] · factor[from[k]] */
function addProducts(
  own: Numbers,
  to: Int32Array | undefined,
  grad: Numbers,
  factor: Numbers,
  from: Int32Array | undefined,
): void {
  for (let k = 0; k < grad.length; k++) {
    const place = to ? (to[k] as number) : k;
    own[place] = (own[place] as number) + (grad[k] as number) * (factor[from ? (from[k] as number) : k] as number);
  }
}
