/**
 * The artificial neuron: y = φ(Σ wᵢxᵢ + b).
 * McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity" (1943), gave it the step.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type Activation, activations } from "#learn/neuron/activations.ts";

/** A neuron is its weights w, one for each input, its bias b, and its activation φ. */
export interface Neuron {
  readonly w: readonly number[];
  readonly b: number;
  readonly activation: Activation;
}

/** An input and the class that it belongs to. */
export interface Example {
  readonly x: readonly number[];
  readonly y: 0 | 1;
}

/**
 * Σ wᵢxᵢ + b: on which side of the line w·x + b = 0 the input lies, and, divided by |w|, how far from it.
 * @throws VitralError `learn.shape` if x has not one number for each weight
 */
export function weightedSum({ w, b }: Pick<Neuron, "w" | "b">, x: readonly number[]): number {
  if (x.length !== w.length)
    throw new VitralError("learn.shape", { what: "x", got: `[${x.length}]`, expected: `[${w.length}]` });
  return w.reduce((sum, weight, i) => sum + weight * at(x, i), b);
}

/**
 * φ(Σ wᵢxᵢ + b).
 * @throws VitralError `learn.shape` as `weightedSum`
 * @example fire(gates.AND, [1, 1]) // 1
 */
export const fire = (neuron: Neuron, x: readonly number[]): number => neuron.activation.phi(weightedSum(neuron, x));

const stepNeuron = (w: readonly number[], b: number): Neuron => ({ w, b, activation: activations.step });

/**
 * One neuron draws one straight line, and these gates are lines: AND fires only beyond x₁ + x₂ = 1.5. XOR is missing,
 * for no line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other: see `separate`.
 */
export const gates = {
  AND: stepNeuron([1, 1], -1.5),
  OR: stepNeuron([1, 1], -0.5),
  NOT: stepNeuron([-1], 0.5),
  NAND: stepNeuron([-1, -1], 1.5),
  NOR: stepNeuron([-1, -1], 0.5),
} as const;

/** All inputs of `inputs` bits, counted upwards, with what `f` makes of them: a truth table. */
export const truthTable = (inputs: number, f: (x: readonly number[]) => number | boolean): Example[] =>
  Array.from({ length: 2 ** inputs }, (_, row) => {
    const x = Array.from({ length: inputs }, (_, i) => (row >> (inputs - 1 - i)) & 1);
    return { x, y: f(x) ? 1 : 0 };
  });
