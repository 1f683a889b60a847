/**
 * Recurrent cells: one step from a state and an input to the next state. Weights are named, stacked and ordered as in
 * PyTorch. Shapes: B sequences side by side, I numbers in, H numbers in the state.
 */
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import { add, mul, sub } from "#learn/network/arithmetic.ts";
import { slice } from "#learn/network/arrange.ts";
import { activate, sigmoid, tanh } from "#learn/network/elementwise.ts";
import { linear } from "#learn/network/product.ts";
import { parameter, type Tensor } from "#learn/network/tensor.ts";
import type { ActivationName } from "#learn/neuron/activations.ts";

/** What a cell hands on to its next step. */
export interface State {
  /** h [B, H] */
  readonly hidden: Tensor;
  /** c [B, H], the LSTM's second, protected memory */
  readonly cell?: Tensor | undefined;
}

export type CellName = keyof typeof cells;

/** The weights of one recurrent layer; G = 1, 4 or 3 parts for rnn, lstm, gru. */
export interface Recurrent {
  readonly kind: CellName;
  /** H */
  readonly hidden: number;
  /** φ of the plain RNN */
  readonly activation: ActivationName;
  /** [G·H, I] */
  readonly weightIh: Tensor;
  /** [G·H, H] */
  readonly weightHh: Tensor;
  /** [G·H] */
  readonly biasIh: Tensor;
  /** [G·H] */
  readonly biasHh: Tensor;
}

/** From the state and the input's share W_ih x + b_ih [B, G·H], the next state. */
type Step = (layer: Recurrent, input: Tensor, state: { readonly hidden: Tensor; readonly cell: Tensor }) => State;

const part = (x: Tensor, index: number, { hidden: H }: Recurrent): Tensor => slice(x, -1, index * H, (index + 1) * H);
const fromState = ({ weightHh, biasHh }: Recurrent, h: Tensor): Tensor => linear(h, weightHh, biasHh);

export const cells = {
  /** h′ = tanh(W_ih x + b_ih + W_hh h + b_hh). Elman, "Finding Structure in Time" (1990). */
  rnn: {
    parts: 1,
    step: ((layer, input, { hidden }) => ({
      hidden: activate(add(input, fromState(layer, hidden)), layer.activation),
    })) as Step,
  },
  /**
   * i, f, o = σ(…), g = tanh(…); c′ = f ⊙ c + i ⊙ g; h′ = o ⊙ tanh c′. What c holds passes on times f alone, so that a
   * gate near 1 carries a gradient far. Hochreiter and Schmidhuber (1997); forget gate: Gers et al. (2000).
   */
  lstm: {
    parts: 4,
    step: ((layer, input, { hidden, cell }) => {
      const sums = add(input, fromState(layer, hidden));
      const [i, f, g, o] = [0, 1, 2, 3].map((index) => part(sums, index, layer)) as [Tensor, Tensor, Tensor, Tensor];
      const next = add(mul(sigmoid(f), cell), mul(sigmoid(i), tanh(g)));
      return { hidden: mul(sigmoid(o), tanh(next)), cell: next };
    }) as Step,
  },
  /**
   * r, z = σ(…), n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn)); h′ = (1 − z) ⊙ n + z ⊙ h. Cho et al., arXiv:1406.1078,
   * §2.3, with r after the product, as in PyTorch and cuDNN.
   */
  gru: {
    parts: 3,
    step: ((layer, input, { hidden }) => {
      const own = fromState(layer, hidden);
      const gate = (index: number) => sigmoid(add(part(input, index, layer), part(own, index, layer)));
      const [r, z] = [gate(0), gate(1)];
      const n = tanh(add(part(input, 2, layer), mul(r, part(own, 2, layer))));
      return { hidden: add(mul(sub(1, z), n), mul(z, hidden)) };
    }) as Step,
  },
} as const;

export interface RecurrentOptions {
  /** φ of the plain RNN; tanh */
  readonly activation?: ActivationName;
  /** Added to the first bias of the LSTM's forget gate, so that it begins by remembering (Gers et al., 2000); 0 */
  readonly forgetBias?: number;
  readonly type?: "float32" | "float64";
}

/**
 * A layer with PyTorch's first weights: all uniform in ±1/√H.
 * @throws VitralError `learn.value` if a size is no whole number above 0
 */
export function recurrent(
  kind: CellName,
  inputs: number,
  hidden: number,
  seed: number,
  { activation = "tanh", forgetBias = 0, type = "float32" }: RecurrentOptions = {},
): Recurrent {
  for (const [what, value] of Object.entries({ inputs, hidden }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new VitralError("learn.value", { what, value, expected: "a whole number above 0" });
  const random = seededRandom(seed);
  const rows = cells[kind].parts * hidden;
  const draw = (...shape: number[]) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const numbers = Float64Array.from({ length }, () => (2 * random() - 1) / Math.sqrt(hidden));
    return parameter(numbers, { shape, type });
  };
  const layer: Recurrent = {
    kind,
    hidden,
    activation,
    weightIh: draw(rows, inputs),
    weightHh: draw(rows, hidden),
    biasIh: draw(rows),
    biasHh: draw(rows),
  };
  if (kind === "lstm")
    for (let i = hidden; i < 2 * hidden; i++) layer.biasIh.data[i] = (layer.biasIh.data[i] as number) + forgetBias;
  return layer;
}

/** The layer's weights and biases. */
export const recurrentParameters = ({ weightIh, weightHh, biasIh, biasHh }: Recurrent): Tensor[] => [
  weightIh,
  weightHh,
  biasIh,
  biasHh,
];
