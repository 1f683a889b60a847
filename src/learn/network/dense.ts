/** Layers of neurons, each joined to all of the layer before: a multilayer perceptron, and how its weights begin. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type Random, seededRandom } from "#base/random.ts";
import { activate } from "#learn/network/elementwise.ts";
import { linear } from "#learn/network/product.ts";
import { parameter, showShape, type Tensor } from "#learn/network/tensor.ts";
import type { ActivationName } from "#learn/neuron/activations.ts";

/** One layer: y = φ(x wᵀ + b). */
export interface Dense {
  /** [O, I] */
  readonly w: Tensor;
  /** [O] */
  readonly b: Tensor;
  readonly activation: ActivationName;
}

/** Draws the first weights of a layer of I inputs and O outputs. */
export type Initialisation = (inputs: number, outputs: number, random: Random) => number;

/**
 * - xavier: uniform in ±√(6 / (I + O)), which keeps the variance of activations and gradients through tanh and sigmoid
 *   layers (Glorot and Bengio, AISTATS 2010, eq. 16)
 * - he: normal with variance 2 / I, for ReLU, which drops half (He et al., arXiv:1502.01852, eq. 10)
 * - normal: standard normal, whatever the size
 * - zeros: all neurons of a layer alike, and so they stay: what not to do
 */
export const initialisations = {
  xavier: (inputs, outputs, random) => (2 * random() - 1) * Math.sqrt(6 / (inputs + outputs)),
  he: (inputs, _, random) => gaussian(random) * Math.sqrt(2 / inputs),
  normal: (_inputs, _outputs, random) => gaussian(random),
  zeros: () => 0,
} as const satisfies Record<string, Initialisation>;

/** A standard normal number (Box and Muller, 1958). */
export const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export interface NetworkOptions {
  /** φ of the hidden layers; tanh */
  readonly hidden?: ActivationName;
  /** φ of the last layer; sigmoid. For a loss that takes logits: identity */
  readonly output?: ActivationName;
  /** xavier */
  readonly initialisation?: keyof typeof initialisations;
  readonly type?: "float32" | "float64";
}

/**
 * A multilayer perceptron with biases 0.
 * @param widths how many numbers go in, then how many neurons each layer has: [2, 4, 1] is "2-4-1"
 * @throws VitralError `learn.value` if there are fewer than two widths, or one is no whole number above 0
 */
export function network(widths: readonly number[], seed: number, options: NetworkOptions = {}): Dense[] {
  const { hidden = "tanh", output = "sigmoid", initialisation = "xavier", type = "float32" } = options;
  if (widths.length < 2 || !widths.every((width) => Number.isSafeInteger(width) && width > 0))
    throw new VitralError("learn.value", {
      what: "widths",
      value: showShape(widths),
      expected: "[2, 4, 1] or similar",
    });
  const random = seededRandom(seed);
  const draw: Initialisation = initialisations[initialisation];
  return widths.slice(1).map((outputs, layer) => {
    const inputs = at(widths, layer);
    const w = Float64Array.from({ length: outputs * inputs }, () => draw(inputs, outputs, random));
    return {
      w: parameter(w, { shape: [outputs, inputs], type }),
      b: parameter(new Float64Array(outputs), { shape: [outputs], type }),
      activation: layer === widths.length - 2 ? output : hidden,
    };
  });
}

/**
 * What every layer answers, the input's own numbers first: [x, layer 1, …, output].
 * @param x [..., I]
 * @throws VitralError `learn.shape` if x is not as wide as the first layer takes
 */
export function forward(layers: readonly Dense[], x: Tensor): Tensor[] {
  const values = [x];
  for (const { w, b, activation } of layers) values.push(activate(linear(values.at(-1) as Tensor, w, b), activation));
  return values;
}

/** The last layer's answer, [..., O]. Errors as `forward`. */
export const predict = (layers: readonly Dense[], x: Tensor): Tensor => forward(layers, x).at(-1) as Tensor;

/** All weights and biases, layer by layer. */
export const parametersOf = (layers: readonly Dense[]): Tensor[] => layers.flatMap(({ w, b }) => [w, b]);
