import { beforeAll, describe, expect, it } from "vitest";
import { xor } from "#learn/network/data-sets.ts";
import { type Dense, forward, parametersOf, predict } from "#learn/network/dense.ts";
import { adam, adamW, type Optimiser, sgd } from "#learn/network/optimisers.ts";
import { parameter, type Tensor, tensor } from "#learn/network/tensor.ts";
import { train } from "#learn/network/train.ts";
import { difference, type Golden, readGolden } from "./read-goldens.ts";

let goldens: Map<string, Golden>;
const golden = (key: string): Golden => goldens.get(key)!;
const start = (name: string): Tensor =>
  parameter((golden(`init.${name}`).values as Float32Array).slice(), { shape: golden(`init.${name}`).shape });
const network = (): Dense[] => [
  { w: start("w1"), b: start("b1"), activation: "tanh" },
  { w: start("w2"), b: start("b2"), activation: "sigmoid" },
];
beforeAll(async () => {
  goldens = await readGolden("learning/xor.safetensors");
});

describe("a 2-4-1 network on XOR, beside PyTorch's", () => {
  it("looks at the same four examples", () => {
    expect(
      difference(
        xor.flatMap(({ x }) => x),
        golden("X").values,
      ),
    ).toBe(0);
    expect(
      difference(
        xor.map(({ y }) => y),
        golden("y").values,
      ),
    ).toBe(0);
  });

  it("answers the same, and finds the same first gradients", () => {
    const layers = network();
    const [, hidden, output] = forward(layers, tensor(golden("X").values as Float32Array, { shape: [4, 2] }));
    expect(difference(hidden!.data, golden("forward.hidden").values)).toBeLessThan(1e-6);
    expect(difference(output!.data, golden("forward.output").values)).toBeLessThan(1e-6);
    const still: Optimiser = { parameters: [], step() {} };
    for (const _ of train(layers, still, xor, { steps: 1 })) {
      // one step is enough for the gradients
    }
    parametersOf(layers).forEach(({ grad }, i) => {
      expect(difference(grad!, golden(`grad0.${["w1", "b1", "w2", "b2"][i]}`).values)).toBeLessThan(1e-6);
    });
  });

  it.each<[string, (parameters: Tensor[]) => Optimiser]>([
    ["sgd", (parameters) => sgd(parameters, { learningRate: 0.5 })],
    ["sgd_momentum", (parameters) => sgd(parameters, { learningRate: 0.1, momentum: 0.9 })],
    ["adam", (parameters) => adam(parameters, { learningRate: 0.05 })],
    ["adamw", (parameters) => adamW(parameters, { learningRate: 0.05 })],
  ])("goes the same way for 20 steps with %s", (name, optimiser) => {
    const layers = network();
    const parameters = parametersOf(layers);
    const losses = [...train(layers, optimiser(parameters), xor, { steps: 20 })].map(({ loss }) => loss);
    expect(losses).toHaveLength(20);
    expect(Math.abs(losses[0]! - golden(`${name}.losses`).values[0]!)).toBeLessThan(1e-5);
    expect(difference(losses, golden(`${name}.losses`).values)).toBeLessThan(1e-4);
    parameters.forEach(({ data }, i) => {
      const key = `${name}.final.${["w1", "b1", "w2", "b2"][i]}`;
      expect(difference(data, golden(key).values), key).toBeLessThan(1e-4);
    });
    const output = predict(layers, tensor(golden("X").values as Float32Array, { shape: [4, 2] }));
    expect(difference(output.data, golden(`${name}.final_output`).values)).toBeLessThan(1e-4);
  });
});
