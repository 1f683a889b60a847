/** The rule by which a neuron with a step learns: Rosenblatt, "The perceptron" (1958), and why it must end. */
import { at } from "#base/assert.ts";
import { activations } from "#learn/neuron/activations.ts";
import { type Example, fire, type Neuron } from "#learn/neuron/neuron.ts";

/** One look at one example. */
export interface PerceptronStep {
  readonly round: number;
  /** Which example was looked at. */
  readonly index: number;
  readonly answer: number;
  /** y − ŷ: 0 leaves the neuron as it is, ±1 turns its line. */
  readonly error: number;
  readonly before: Neuron;
  readonly after: Neuron;
}

export interface PerceptronOptions {
  /** η, how far a wrong answer moves the weights; 1. From zero weights it only scales them. */
  readonly eta?: number;
  /** How often all examples are looked at before giving up; 100. */
  readonly rounds?: number;
  /** Where to start; zero weights. */
  readonly start?: Neuron;
}

/**
 * w ← w + η(y − ŷ)x, b ← b + η(y − ŷ): a right answer changes nothing, a wrong one turns the line towards the example.
 * @throws VitralError `learn.shape` if x has not one number for each weight
 */
export function learn(neuron: Neuron, { x, y }: Example, eta = 1): Neuron {
  const error = y - fire(neuron, x);
  if (error === 0) return neuron;
  return { ...neuron, w: neuron.w.map((weight, i) => weight + eta * error * at(x, i)), b: neuron.b + eta * error };
}

/**
 * Looks at the examples one by one, round after round, and yields each look; ends after a round without a mistake, or
 * after `rounds`. If a line separates the classes by the margin γ and no (x, 1) is longer than R, it makes at most
 * (R/γ)² mistakes (Novikoff, 1962; γ and R measured with the bias as a weight); if none does, as for XOR, it never ends.
 */
export function* perceptron(
  examples: readonly Example[],
  { eta = 1, rounds = 100, start }: PerceptronOptions = {},
): Generator<PerceptronStep, Neuron> {
  let neuron = start ?? { w: (examples[0]?.x ?? []).map(() => 0), b: 0, activation: activations.step };
  for (let round = 0; round < rounds; round++) {
    let mistakes = 0;
    for (const [index, example] of examples.entries()) {
      const answer = fire(neuron, example.x);
      const after = learn(neuron, example, eta);
      yield { round, index, answer, error: example.y - answer, before: neuron, after };
      if (after !== neuron) mistakes++;
      neuron = after;
    }
    if (mistakes === 0) break;
  }
  return neuron;
}
