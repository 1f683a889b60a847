import { beforeAll, describe, expect, it } from "vitest";
import { add, mul, sub } from "#learn/network/arithmetic.ts";
import { concat, reshape, rows, slice, transpose } from "#learn/network/arrange.ts";
import { convolve, maxPool } from "#learn/network/convolve.ts";
import * as elementwise from "#learn/network/elementwise.ts";
import { crossEntropy, meanSquaredError } from "#learn/network/losses.ts";
import { layerNorm, rmsNorm } from "#learn/network/normalise.ts";
import { linear, matmul } from "#learn/network/product.ts";
import { mean, variance } from "#learn/network/reduce.ts";
import { logSoftmax, softmax } from "#learn/network/softmax.ts";
import { backward, parameter, type Tensor, tensor } from "#learn/network/tensor.ts";
import { type Golden, readGolden } from "./read-goldens.ts";

type Inputs = Readonly<Record<string, Tensor>>;
type Case = (inputs: Inputs, ids: (name: string) => ArrayLike<number>) => Tensor;

const x =
  (f: (x: Tensor) => Tensor): Case =>
  (inputs) =>
    f(inputs["x"]!);

/** Pairs (i, i + D/2) or (2i, 2i + 1) turned by the angle of their position. */
function rope(interleaved: boolean): (x: Tensor) => Tensor {
  return (value) => {
    const [T, D] = value.shape.slice(-2) as [number, number];
    const angle = (t: number, i: number) => t / 10000 ** ((2 * i) / D);
    const table = (f: (angle: number) => number) =>
      tensor(Array.from({ length: T }, (_, t) => Array.from({ length: D / 2 }, (_, i) => f(angle(t, i)))));
    const [cos, sin] = [table(Math.cos), table(Math.sin)];
    const pairs = interleaved ? reshape(value, [...value.shape.slice(0, -1), D / 2, 2]) : undefined;
    const flat = [...value.shape.slice(0, -1), D / 2];
    const a = pairs ? reshape(slice(pairs, -1, 0, 1), flat) : slice(value, -1, 0, D / 2);
    const b = pairs ? reshape(slice(pairs, -1, 1), flat) : slice(value, -1, D / 2);
    const turned = [sub(mul(a, cos), mul(b, sin)), add(mul(b, cos), mul(a, sin))];
    if (!interleaved) return concat(turned, -1);
    return reshape(
      concat(
        turned.map((part) => reshape(part, [...flat, 1])),
        -1,
      ),
      value.shape,
    );
  };
}

const cases: Readonly<Record<string, Case>> = {
  linear: ({ x, w, b }) => linear(x!, w!, b!),
  matmul_batched: ({ a, b }) => matmul(a!, b!),
  layernorm: ({ x, w, b }) => layerNorm(x!, w!, b!),
  rmsnorm: ({ x, w }) => rmsNorm(x!, w!),
  rmsnorm_gemma: ({ x, w }) => rmsNorm(x!, add(w!, 1)),
  gelu_erf: x(elementwise.gelu),
  gelu_tanh: x(elementwise.geluTanh),
  silu: x(elementwise.silu),
  relu: x(elementwise.relu),
  tanh: x(elementwise.tanh),
  sigmoid: x(elementwise.sigmoid),
  softplus: x(elementwise.softplus),
  elu: x(elementwise.elu),
  exp: x(elementwise.exp),
  leaky_relu: x((value) => elementwise.leakyRelu(value)),
  swiglu: ({ x, wg, wu, wd }) => linear(mul(elementwise.silu(linear(x!, wg!)), linear(x!, wu!)), wd!),
  geglu: ({ x, wg, wu, wd }) => linear(mul(elementwise.geluTanh(linear(x!, wg!)), linear(x!, wu!)), wd!),
  softmax: x(softmax),
  log_softmax: x(logSoftmax),
  cross_entropy: ({ logits }, ids) => crossEntropy(logits!, ids("target")),
  cross_entropy_ignore: ({ logits }, ids) => crossEntropy(logits!, ids("target")),
  cross_entropy_smooth: ({ logits }, ids) => crossEntropy(logits!, ids("target"), { smoothing: 0.1 }),
  mse: ({ x, target }) => meanSquaredError(x!, target!),
  embedding: ({ weight }, ids) => rows(weight!, ids("ids"), [2, 3]),
  rope_half: x(rope(false)),
  rope_interleaved: x(rope(true)),
  softcap: x((value) => mul(elementwise.tanh(mul(value, 1 / 5)), 5)),
  conv1d: ({ x, w, b }) => {
    const image = reshape(x!, [2, 3, 1, 7]);
    return reshape(convolve(image, reshape(w!, [4, 3, 1, 3]), b!, { padding: [0, 1] }), [2, 4, 7]);
  },
  conv2d: ({ x, w, b }) => convolve(x!, w!, b!, { stride: 2, padding: [1, 1] }),
  max_pool2d: x((value) => maxPool(value, 2)),
  broadcast_add_mul: ({ a, b, c }) => mul(add(a!, b!), c!),
  mean_var: x((value) => concat([mean(value, -1), variance(value, -1)])),
};

let goldens: Map<string, Golden>;
beforeAll(async () => {
  goldens = await readGolden("learning/operations.safetensors");
});

/** The golden's own tolerance: 10⁻⁵ absolute plus 10⁻⁴ relative. */
function expectClose(got: ArrayLike<number>, golden: Golden, what: string): void {
  expect(got.length, what).toBe(golden.values.length);
  for (let i = 0; i < got.length; i++) {
    const want = golden.values[i]!;
    expect(Math.abs(got[i]! - want), `${what}[${i}]`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(want));
  }
}

describe("every operation with PyTorch's numbers", () => {
  it("has a case here", () => {
    expect(Object.keys(cases).sort()).toEqual([...new Set([...goldens.keys()].map((key) => key.split(".")[0]))].sort());
  });

  for (const type of ["float32", "float64"] as const)
    it.each(Object.keys(cases))(`%s gives the same result and the same gradients, in ${type}`, (name) => {
      const inputs: Record<string, Tensor> = {};
      const all = [...goldens].filter(([key]) => key.startsWith(`${name}.`));
      for (const [key, { shape, values }] of all) {
        const input = key.slice(name.length + 1);
        if (!(values instanceof Float32Array) || input === "y" || input === "R" || input.startsWith("grad.")) continue;
        inputs[input] = parameter(values, { shape, type });
      }
      const y = cases[name]!(inputs, (key) => goldens.get(`${name}.${key}`)!.values);
      expect(y.shape).toEqual(goldens.get(`${name}.y`)!.shape);
      expectClose(y.data, goldens.get(`${name}.y`)!, "y");
      backward(y, goldens.get(`${name}.R`)!.values);
      const gradients = all.filter(([key]) => key.startsWith(`${name}.grad.`));
      expect(gradients.length).toBeGreaterThan(0);
      for (const [key, golden] of gradients) expectClose(inputs[key.slice(name.length + 6)]!.grad!, golden, key);
    });
});

describe("a transpose", () => {
  it("swaps the axes it is told to", () => {
    const value = tensor(
      Float32Array.from({ length: 24 }, (_, i) => i),
      { shape: [2, 3, 4] },
    );
    const turned = transpose(value, [2, 0, 1]);
    expect(turned.shape).toEqual([4, 2, 3]);
    expect(turned.data[1 * 6 + 1 * 3 + 2]).toBe(1 * 12 + 2 * 4 + 1);
    expect(transpose(transpose(value)).data).toEqual(value.data);
  });
});
