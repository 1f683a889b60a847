import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "#learn/network/arithmetic.ts";
import { slice } from "#learn/network/arrange.ts";
import { sum } from "#learn/network/reduce.ts";
import { backward, item, parameter, type Tensor, tensor } from "#learn/network/tensor.ts";
import type { CellName, Recurrent, State } from "#learn/sequence/cells.ts";
import { unroll } from "#learn/sequence/unroll.ts";
import { type Golden, readGolden } from "./read-goldens.ts";

const weights = {
  weightIh: "weight_ih_l0",
  weightHh: "weight_hh_l0",
  biasIh: "bias_ih_l0",
  biasHh: "bias_hh_l0",
} as const;

describe.each<CellName>(["rnn", "lstm", "gru"])("%s beside PyTorch's", (kind) => {
  let goldens: Map<string, Golden>;
  const golden = (key: string): Golden => goldens.get(key)!;
  const load = (key: string): Tensor => parameter(golden(key).values as Float32Array, { shape: golden(key).shape });
  const expectClose = (got: ArrayLike<number>, key: string): void => {
    expect(got.length, key).toBe(golden(key).values.length);
    golden(key).values.forEach((want, i) => {
      expect(Math.abs(got[i]! - want), `${key}[${i}]`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(want));
    });
  };
  beforeAll(async () => {
    goldens = await readGolden(`learning/${kind}.safetensors`);
  });

  it.each(["all", "last"])("gives the same outputs, and the same gradients of the loss over %s of them", (mode) => {
    const own = Object.fromEntries(Object.entries(weights).map(([name, key]) => [name, load(`w.${key}`)]));
    const layer = { kind, hidden: 4, activation: "tanh", ...own } as unknown as Recurrent;
    const [x, h0, c0] = [load("x"), load("h0"), kind === "lstm" ? load("c0") : undefined];
    const { states, output } = unroll(layer, x, { hidden: h0, cell: c0 });
    const every = (of: (state: State) => ArrayLike<number>): number[] =>
      states.flatMap((state) => Array.from(of(state)));
    expectClose(output.data, "output");
    if (c0)
      expectClose(
        every(({ cell }) => cell!.data),
        "cell_states",
      );

    const R = tensor(golden("R").values as Float32Array, { shape: golden("R").shape });
    const loss = mode === "all" ? sum(mul(output, R)) : sum(mul(slice(output, 0, -1), slice(R, 0, -1)));
    expect(item(loss)).toBeCloseTo(golden(`${mode}.loss`).values[0]!, 4);
    backward(loss);
    const gradients: Record<string, ArrayLike<number>> = {
      x: x.grad!,
      h0: h0.grad!,
      hidden: every(({ hidden }) => hidden.grad!),
      ...(c0 && { c0: c0.grad!, cell: every(({ cell }) => cell!.grad!) }),
      ...Object.fromEntries(Object.entries(weights).map(([name, key]) => [key, own[name]!.grad!])),
    };
    const names = [...goldens.keys()].filter((key) => key.startsWith(`${mode}.grad.`));
    expect(
      Object.keys(gradients)
        .map((name) => `${mode}.grad.${name}`)
        .sort(),
    ).toEqual(names.sort());
    for (const [name, grad] of Object.entries(gradients)) expectClose(grad, `${mode}.grad.${name}`);
  });
});
