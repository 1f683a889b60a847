/** What recurrent networks and Transformers have in common: ids of tokens in, logits for each place out; how it is trained. */
import { at } from "#base/assert.ts";
import { crossEntropy } from "#learn/network/losses.ts";
import { clipGradients, type Optimiser } from "#learn/network/optimisers.ts";
import { backward, item, type Tensor, zeroGradients } from "#learn/network/tensor.ts";

/** B sequences of T tokens, row by row. */
export interface Batch {
  /** [B · T] */
  readonly ids: readonly number[];
  /** [B · T], the id that is right at each place, or `notAsked` */
  readonly targets: readonly number[];
  /** [B, T] */
  readonly shape: readonly [number, number];
}

/** The target of a place where no answer is asked for. */
export const notAsked = -100;

export interface SequenceModel {
  readonly name: string;
  readonly parameters: readonly Tensor[];
  /**
   * @param ids   [B · T]
   * @param shape [B, T]
   * @throws VitralError `learn.value` if an id is not in the vocabulary
   */
  readonly run: (ids: readonly number[], shape: readonly [number, number]) => SequencePass;
  /** How many products have to wait for one another in T tokens: what no number of processors can shorten. */
  readonly sequentialSteps: (T: number) => number;
}

export interface SequencePass {
  /** What the embedding table gave, [B, T, C] */
  readonly embedded: Tensor;
  /** [B, T, V]; place t has seen tokens 0 … t only */
  readonly logits: Tensor;
}

/** How many numbers the model learns. */
export const parameterCount = ({ parameters }: SequenceModel): number =>
  parameters.reduce((sum, { data }) => sum + data.length, 0);

export interface SequenceTrainOptions {
  readonly steps: number;
  /** Gradients longer than this are shortened (against explosions); 1 */
  readonly clip?: number;
}

export interface SequenceTrainingStep {
  readonly step: number;
  /** Mean surprise at the asked places, in nats, before the step. */
  readonly loss: number;
  /** Share of asked places whose likeliest token was right, before the step. */
  readonly accuracy: number;
  /** √Σg² before shortening. */
  readonly gradientNorm: number;
}

/**
 * Trains in place on batch after batch and yields each step.
 * @param optimiser made over the model's parameters
 * @param draw      the next batch
 */
export function* trainSequence(
  model: SequenceModel,
  optimiser: Optimiser,
  draw: () => Batch,
  { steps, clip = 1 }: SequenceTrainOptions,
): Generator<SequenceTrainingStep, void> {
  for (let step = 0; step < steps; step++) {
    const batch = draw();
    const { logits } = model.run(batch.ids, batch.shape);
    const loss = crossEntropy(logits, batch.targets, { ignore: notAsked });
    zeroGradients(model.parameters);
    backward(loss);
    const gradientNorm = clipGradients(model.parameters, clip);
    optimiser.step();
    yield { step, loss: item(loss), accuracy: shareRight(logits, batch.targets), gradientNorm };
  }
}

/** Share of the asked places whose likeliest token is right. */
export const sequenceAccuracy = (model: SequenceModel, { ids, shape, targets }: Batch): number =>
  shareRight(model.run(ids, shape).logits, targets);

/** The likeliest token at each place, [B · T]; the first of equals. */
export function likeliest({ data, shape }: Tensor): number[] {
  const V = at(shape, shape.length - 1);
  return Array.from({ length: data.length / V }, (_, place) => {
    const row = data.subarray(place * V, (place + 1) * V);
    let best = 0;
    for (let v = 1; v < V; v++) if (at(row, v) > at(row, best)) best = v;
    return best;
  });
}

function shareRight(logits: Tensor, targets: readonly number[]): number {
  const answers = likeliest(logits);
  const asked = targets.flatMap((target, place) => (target === notAsked ? [] : [answers[place] === target]));
  return asked.filter(Boolean).length / asked.length;
}
