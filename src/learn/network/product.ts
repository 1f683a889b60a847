/** Matrix products, on which nearly all the time of a network goes. */
import { VitralError } from "#base/error.ts";
import { add } from "#learn/network/arithmetic.ts";
import { broadcastShape, readingOrder } from "#learn/network/broadcast.ts";
import { addProduct, type Matrix } from "#learn/network/kernels.ts";
import { derive, flow, type Numbers, numbersFor, showShape, sizeOf, type Tensor } from "#learn/network/tensor.ts";

/**
 * a b: yᵢⱼ = Σₖ aᵢₖ bₖⱼ, for each matrix of a stack; stacks broadcast. ∂/∂a = g bᵀ, ∂/∂b = aᵀ g, where g = ∂loss/∂y.
 * @param a [..., M, K]
 * @param b [..., K, N]
 * @returns [..., M, N]. O(M · K · N) for each matrix
 * @throws VitralError `learn.shape` if a's columns are not as many as b's rows
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [M, K] = a.shape.slice(-2) as [number, number];
  const [rows, N] = b.shape.slice(-2) as [number, number];
  if (a.shape.length < 2 || b.shape.length < 2 || K !== rows)
    throw new VitralError("learn.shape", {
      what: "matmul b",
      got: showShape(b.shape),
      expected: `[..., ${a.shape.at(-1) ?? "K"}, N]`,
    });
  const [ofA, ofB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const stack = broadcastShape(ofA, ofB);
  const [orderA, orderB] = [readingOrder(ofA, stack), readingOrder(ofB, stack)];
  const count = sizeOf(stack);
  const out = numbersFor(count * M * N, a, b);
  const matrices = (data: Numbers, order: Int32Array | undefined, rowCount: number, columns: number, s: number) =>
    ({ data, offset: (order?.[s] ?? s) * rowCount * columns, stride: columns }) satisfies Matrix;
  const each = (y: Numbers, use: (y: Matrix, s: number) => void) => {
    for (let s = 0; s < count; s++) use(matrices(y, undefined, M, N, s), s);
  };
  each(out, (y, s) =>
    addProduct(y, matrices(a.data, orderA, M, K, s), "a b", matrices(b.data, orderB, K, N, s), M, K, N),
  );
  return derive("matmul", [...stack, M, N], out, [a, b], (grad) => {
    flow(a, (own) =>
      each(grad, (g, s) =>
        addProduct(matrices(own, orderA, M, K, s), g, "a bT", matrices(b.data, orderB, K, N, s), M, N, K),
      ),
    );
    flow(b, (own) =>
      each(grad, (g, s) =>
        addProduct(matrices(own, orderB, K, N, s), matrices(a.data, orderA, M, K, s), "aT b", g, K, M, N),
      ),
    );
  });
}

/**
 * A dense layer's sum: y = x wᵀ + b. Weights lie as in PyTorch and GGUF, one row for each output.
 * @param x [..., I]
 * @param w [O, I]
 * @param b [O]
 * @returns [..., O]
 * @throws VitralError `learn.shape` if x is not I wide
 */
export function linear(x: Tensor, w: Tensor, b?: Tensor): Tensor {
  const [O, I] = w.shape as [number, number];
  if (w.shape.length !== 2 || x.shape.at(-1) !== I)
    throw new VitralError("learn.shape", { what: "linear x", got: showShape(x.shape), expected: `[..., ${I ?? "I"}]` });
  const rows = x.data.length / I;
  const out = numbersFor(rows * O, x, w);
  const whole = (data: Numbers, stride: number): Matrix => ({ data, offset: 0, stride });
  addProduct(whole(out, O), whole(x.data, I), "a bT", whole(w.data, I), rows, I, O);
  const y = derive("linear", [...x.shape.slice(0, -1), O], out, [x, w], (grad) => {
    flow(x, (own) => addProduct(whole(own, I), whole(grad, O), "a b", whole(w.data, I), rows, O, I));
    flow(w, (own) => addProduct(whole(own, I), whole(grad, O), "aT b", whole(x.data, I), O, rows, I));
  });
  return b ? add(y, b) : y;
}
