import { describe, expect, it } from "vitest";
import { seededRandom } from "#base/random.ts";
import { add, div, mul, pow, sub } from "#learn/network/arithmetic.ts";
import { concat, reshape, rows, slice, transpose } from "#learn/network/arrange.ts";
import { convolve } from "#learn/network/convolve.ts";
import { forward, network, parametersOf } from "#learn/network/dense.ts";
import { exp, gelu, log, map, silu, sqrt, tanh } from "#learn/network/elementwise.ts";
import { checkGradients } from "#learn/network/gradient-check.ts";
import { binaryCrossEntropy, binaryCrossEntropyOfLogits, crossEntropy } from "#learn/network/losses.ts";
import { layerNorm, rmsNorm } from "#learn/network/normalise.ts";
import { linear, matmul } from "#learn/network/product.ts";
import { mean, sum, variance } from "#learn/network/reduce.ts";
import { logSoftmax, softmax } from "#learn/network/softmax.ts";
import { backward, detach, item, parameter, type Tensor, tensor, zeroGradients } from "#learn/network/tensor.ts";
import { Value } from "#learn/network/value.ts";

const random = seededRandom(7);
const draw = (...shape: number[]): Tensor =>
  parameter(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
    { shape },
  );
/** A loss that sees every element differently. */
const weigh = (y: Tensor): Tensor => {
  const weights = Float64Array.from(y.data, (_, i) => Math.sin(1 + i));
  return sum(mul(y, tensor(weights, { shape: y.shape })));
};
const positive = (x: Tensor): Tensor => add(pow(x, 2), 0.5);

describe("a gradient by backpropagation is what one measures:", () => {
  const [a, b, c] = [draw(2, 3, 4), draw(3, 1), draw(4)];
  const [m, n, square] = [draw(2, 3, 4), draw(4, 5), draw(3, 4)];
  const bias = draw(5);
  const image = draw(1, 2, 4, 3);
  const kernel = draw(2, 2, 3, 3);
  const cases: readonly [string, readonly Tensor[], () => Tensor][] = [
    ["sums, products and quotients that broadcast", [a, b, c], () => div(sub(mul(a, b), c), positive(b))],
    ["powers, roots, exp and log", [a], () => add(sqrt(positive(a)), add(log(positive(a)), exp(a)))],
    ["gelu and silu", [a], () => add(gelu(a), silu(a))],
    ["a stack of matrices times one matrix", [m, n], () => matmul(m, n)],
    ["one matrix times a stack", [square, m], () => matmul(square, transpose(m))],
    ["a dense layer", [m, n, bias], () => linear(m, transpose(n), bias)],
    ["softmax of log-softmax", [a], () => softmax(mul(logSoftmax(a), 2))],
    ["layer norm", [a, c], () => layerNorm(a, c, c)],
    ["RMS norm", [a, c], () => rmsNorm(a, c)],
    ["means and variances along an axis", [a], () => concat([mean(a, 1), variance(a, -2)], 0)],
    ["parts, joined and reshaped", [a, m], () => reshape(concat([slice(a, 1, 1), slice(m, 1, 0, -1)], 2), [-1])],
    ["axes in another order", [a], () => transpose(a, [1, 2, 0])],
    ["rows of a table, one of them twice", [n], () => rows(n, [3, 0, 3])],
    ["cross-entropy", [square], () => crossEntropy(square, [0, 3, 1], { smoothing: 0.2 })],
    ["binary cross-entropy of logits", [c], () => binaryCrossEntropyOfLogits(c, tensor([0, 1, 1, 0]))],
    ["a convolution", [image, kernel], () => convolve(image, kernel, tensor([0, 1]), { padding: [1, 1] })],
    ["a value used three times", [c], () => mul(add(c, c), tanh(c))],
  ];
  it.each(cases)("%s", (_, parameters, f) => {
    const check = checkGradients(() => weigh(f()), parameters);
    expect(check.error).toBeLessThan(1e-6); // erf itself is good to 1.2e-7
  });

  it("and a wrong slope is noticed", () => {
    const check = checkGradients(() => sum(map(c, Math.sin, Math.sin, "wrong")), [c]);
    expect(check.error).toBeGreaterThan(0.01);
  });

  it("and float32 is refused, being too coarse", () => {
    const coarse = parameter([1]);
    expect(() => checkGradients(() => sum(coarse), [coarse])).toThrow(/float64/);
  });
});

describe("number by number and as tensors", () => {
  it("a network gives the same answer, loss and gradients", () => {
    const layers = network([3, 4, 2], 5, { hidden: "gelu", output: "sigmoid", type: "float64" });
    const x = [0.3, -1.2, 0.8];
    const target = [1, 0];
    const output = forward(layers, tensor([x], { type: "float64" })).at(-1)!;
    const loss = binaryCrossEntropy(output, tensor([target], { type: "float64" }));
    backward(loss);

    const leaves = parametersOf(layers).map(({ data }) => Array.from(data, (number) => new Value(number)));
    let values = x.map((number) => new Value(number));
    for (const [layer, { activation }] of layers.entries()) {
      const [w, b] = [leaves[2 * layer]!, leaves[2 * layer + 1]!];
      const before = values;
      values = b.map((bias, o) =>
        before.reduce((total, value, i) => total.add(value.mul(w[o * before.length + i]!)), bias).activate(activation),
      );
    }
    const one = new Value(1, "constant");
    const total = values
      .map((p, i) => (target[i] === 1 ? p.log() : one.sub(p).log()))
      .reduce((a, b) => a.add(b))
      .mul(-1 / target.length);
    total.backward();

    expect(total.data).toBeCloseTo(item(loss), 12);
    parametersOf(layers).forEach(({ grad }, p) => {
      leaves[p]!.forEach((leaf, i) => {
        expect(leaf.grad).toBeCloseTo(grad![i]!, 12);
      });
    });
  });

  it("every operation of a Value has its derivative", () => {
    const f = (a: Value, b: Value) => a.mul(b).add(a.pow(3)).div(b.exp()).sub(a.tanh().mul(b.sigmoid())).add(b.log());
    const [a, b] = [new Value(0.7), new Value(1.9)];
    f(a, b).backward();
    const h = 1e-6;
    const at = (x: number, y: number) => f(new Value(x), new Value(y)).data;
    expect(a.grad).toBeCloseTo((at(0.7 + h, 1.9) - at(0.7 - h, 1.9)) / (2 * h), 7);
    expect(b.grad).toBeCloseTo((at(0.7, 1.9 + h) - at(0.7, 1.9 - h)) / (2 * h), 7);
    expect(new Value(-2).relu().data).toBe(0);
  });
});

describe("backward", () => {
  it("adds to what parameters hold until it is set to zero, and starts intermediate results anew", () => {
    const w = parameter([3]);
    const squared = mul(w, w);
    backward(sum(squared));
    backward(sum(squared));
    expect(w.grad?.[0]).toBe(12);
    expect(squared.grad?.[0]).toBe(1);
    zeroGradients([w]);
    expect(w.grad).toBeUndefined();
  });

  it("stops at what was detached", () => {
    const w = parameter([3]);
    backward(sum(mul(detach(mul(w, w)), w)));
    expect(w.grad?.[0]).toBe(9);
  });

  it("walks a chain of 10,000 steps without running out of stack", () => {
    const w = parameter([1], { type: "float64" });
    let y: Tensor = w;
    for (let i = 0; i < 10_000; i++) y = add(y, 1e-5);
    backward(y);
    expect(w.grad?.[0]).toBe(1);
  });
});

describe("a shape that does not fit", () => {
  it.each<[string, () => unknown, string]>([
    ["operands", () => add(tensor([1, 2]), tensor([1, 2, 3])), "operand has the shape [3], where [2] or 1s"],
    ["a product", () => matmul(tensor([[1, 2]]), tensor([[1, 2]])), "[1, 2], where [..., 2, N]"],
    ["a layer", () => linear(tensor([1, 2]), tensor([[1]])), "[2], where [..., 1]"],
    ["ragged rows", () => tensor([[1, 2], [3]]), "where [2, 2]"],
    ["a target", () => crossEntropy(tensor([[0, 0]]), [2]), "target is 2, where 0 … 1"],
    ["an id", () => rows(tensor([[1]]), [1]), "id is 1, where 0 … 0"],
  ])("of %s is told", (_, f, message) => {
    expect(f).toThrow(message);
  });
});
