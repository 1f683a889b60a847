import { beforeAll, describe, expect, it } from "vitest";
import { causalMask } from "#learn/attention/masks.ts";
import { attendInHeads, type MultiHead } from "#learn/attention/multi-head.ts";
import { backward, parameter, type Tensor } from "#learn/network/tensor.ts";
import { type Golden, readGolden } from "./read-goldens.ts";

let goldens: Map<string, Golden>;
beforeAll(async () => {
  goldens = await readGolden("learning/attention.safetensors");
});

/** The golden's own tolerance: 10⁻⁵ absolute plus 10⁻⁴ relative. */
function expectClose(got: ArrayLike<number>, key: string): void {
  const { values } = goldens.get(key)!;
  expect(got.length, key).toBe(values.length);
  for (let i = 0; i < got.length; i++)
    expect(Math.abs(got[i]! - values[i]!), `${key}[${i}]`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(values[i]!));
}

const names = ["wq", "bq", "wk", "bk", "wv", "bv", "wo", "bo"] as const;

describe.each(["causal", "full"])("%s multi-head attention beside PyTorch's", (kind) => {
  it.each(["fast", "any order"] as const)("gives the same steps and the same gradients, summing %s", (sums) => {
    const load = (key: string): Tensor => {
      const { shape, values } = goldens.get(`${kind}.${key}`)!;
      return parameter(values as Float32Array, { shape });
    };
    const weights = Object.fromEntries(names.map((name) => [name, load(`w.${name}`)])) as Record<
      (typeof names)[number],
      Tensor
    >;
    const layer: MultiHead = { heads: 3, ...weights };
    const x = load("x");
    const steps = attendInHeads(layer, x, { mask: kind === "causal" ? causalMask(5) : undefined, sums });

    const shown = { q: steps.q, k: steps.k, v: steps.v, probs: steps.weights, context: steps.context };
    for (const [name, { data }] of Object.entries(shown)) expectClose(data, `${kind}.${name}`);
    expectClose(steps.output.data, `${kind}.y`);

    backward(steps.output, goldens.get(`${kind}.R`)!.values);
    const gradients = { q: steps.q, k: steps.k, v: steps.v, probs: steps.weights, scores: steps.masked, x, ...weights };
    expect(Object.keys(gradients)).toHaveLength(
      [...goldens.keys()].filter((key) => key.startsWith(`${kind}.grad`)).length,
    );
    for (const [name, { grad }] of Object.entries(gradients)) expectClose(grad!, `${kind}.grad.${name}`);
  });
});
