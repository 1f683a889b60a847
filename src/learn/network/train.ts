/** The loop in which a network learns: answer, measure the error, follow the gradient, again. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import { type Dense, forward, parametersOf, predict } from "#learn/network/dense.ts";
import { binaryCrossEntropy } from "#learn/network/losses.ts";
import type { Optimiser } from "#learn/network/optimisers.ts";
import { backward, item, type Tensor, tensor, zeroGradients } from "#learn/network/tensor.ts";
import type { Example } from "#learn/neuron/neuron.ts";

/** What one step saw and did. The network's weights are already moved; its gradients are those that moved them. */
export interface TrainingStep {
  readonly step: number;
  /** Before the step, on its batch. */
  readonly loss: number;
  /** Indices of the examples in the batch. */
  readonly batch: readonly number[];
  /** What each layer answered, before the step, with its gradients: [x, hidden …, output]. */
  readonly values: readonly Tensor[];
}

export interface TrainOptions {
  readonly steps: number;
  /** Examples in a batch, drawn anew for each step; all by default. */
  readonly batch?: number;
  /** For the batches; 0 */
  readonly seed?: number;
  /** From the last layer's answer [B, O] and the targets [B, 1]; `binaryCrossEntropy`. */
  readonly loss?: (y: Tensor, target: Tensor) => Tensor;
}

/**
 * Trains in place, and yields each step, so that a room can play, pause and go on by one.
 * @param optimiser made over `parametersOf(layers)`
 * @throws VitralError `learn.value` if there are no examples; `learn.shape` if they do not fit the network
 * @example for (const { loss } of train(net, adam(parametersOf(net)), xor, { steps: 100 })) draw(loss);
 */
export function* train(
  layers: readonly Dense[],
  optimiser: Optimiser,
  examples: readonly Example[],
  { steps, batch: size = examples.length, seed = 0, loss: measure = binaryCrossEntropy }: TrainOptions,
): Generator<TrainingStep, void> {
  if (examples.length === 0)
    throw new VitralError("learn.value", { what: "examples", value: "[]", expected: "at least one" });
  const random = seededRandom(seed);
  const all = examples.map((_, index) => index);
  for (let step = 0; step < steps; step++) {
    const isWhole = size >= examples.length;
    const batch = isWhole ? all : Array.from({ length: size }, () => Math.floor(random() * examples.length));
    const chosen = batch.map((index) => at(examples, index));
    const values = forward(layers, inputsOf(chosen));
    const loss = measure(values.at(-1) as Tensor, targetsOf(chosen));
    zeroGradients(parametersOf(layers));
    backward(loss);
    optimiser.step();
    yield { step, loss: item(loss), batch, values };
  }
}

/** The examples' inputs, [N, I]. */
export const inputsOf = (examples: readonly Example[]): Tensor => tensor(examples.map(({ x }) => x));

/** The examples' classes, [N, 1]. */
export const targetsOf = (examples: readonly Example[]): Tensor => tensor(examples.map(({ y }) => [y]));

/** The share of examples on whose side of ½ the network's single output lies. */
export function accuracy(layers: readonly Dense[], examples: readonly Example[]): number {
  const answers = predict(layers, inputsOf(examples)).data;
  return examples.filter(({ y }, i) => at(answers, i) >= 0.5 === (y === 1)).length / examples.length;
}
