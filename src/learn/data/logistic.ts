/** Two classes from a weighted sum: one neuron with a sigmoid, fitted to its best. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { activations } from "#learn/neuron/activations.ts";
import { type Example, type Neuron, weightedSum } from "#learn/neuron/neuron.ts";

export interface LogisticOptions {
  /** λ: adds ½ λ |w|² to the loss, which keeps w finite where a line separates the classes; 10⁻³. The bias is free. */
  readonly decay?: number;
  /** At most so many of Newton's steps; 50 */
  readonly steps?: number;
}

export interface LogisticFit extends Neuron {
  /** Mean cross-entropy with the decay's share, in nats. */
  readonly loss: number;
  /** Newton's steps until the gradient vanished. */
  readonly steps: number;
}

/**
 * Logistic regression: p(class 1) = sigmoid(w·x + b), with the least −(1/n) Σ ln p(own class) + ½ λ |w|². The loss is
 * convex, so there is one answer; Newton's method finds it (Cox, 1958; Hastie et al., "The Elements of Statistical
 * Learning", §4.4.1), halving a step that would not lower the loss.
 * @param examples N points of D numbers; much faster if the columns are scaled alike. O(N D² + D³) a step
 * @throws VitralError `learn.value` if there are no examples or λ is not above 0; `learn.shape` if points differ in length
 */
export function logisticRegression(
  examples: readonly Example[],
  { decay = 1e-3, steps: most = 50 }: LogisticOptions = {},
): LogisticFit {
  if (examples.length === 0)
    throw new VitralError("learn.value", { what: "examples", value: "[]", expected: "at least one" });
  if (!(decay > 0)) throw new VitralError("learn.value", { what: "decay", value: decay, expected: "above 0" });
  const D = at(examples, 0).x.length;
  let theta: number[] = Array(D + 1).fill(0); // w, then b
  let loss = lossOf(theta, examples, decay);
  let steps = 0;
  for (; steps < most; steps++) {
    const { gradient, hessian } = slopes(theta, examples, decay);
    if (Math.hypot(...gradient) < 1e-10) break;
    const direction = solve(hessian, gradient);
    let [length, next, nextLoss] = [1, theta, loss];
    for (; length > 1e-10; length /= 2) {
      next = theta.map((value, i) => value - length * at(direction, i));
      nextLoss = lossOf(next, examples, decay);
      if (nextLoss <= loss) break;
    }
    if (length <= 1e-10) break; // rounding allows no lower loss
    theta = next;
    loss = nextLoss;
  }
  return { w: theta.slice(0, D), b: at(theta, D), activation: activations.sigmoid, loss, steps };
}

const neuronOf = (theta: readonly number[]) => ({ w: theta.slice(0, -1), b: theta.at(-1) as number });

function lossOf(theta: readonly number[], examples: readonly Example[], decay: number): number {
  const neuron = neuronOf(theta);
  let sum = 0;
  for (const { x, y } of examples) {
    const z = weightedSum(neuron, x);
    sum += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - y * z; // ln(1 + eᶻ) − y z, never overflowing
  }
  return sum / examples.length + 0.5 * decay * neuron.w.reduce((squares, weight) => squares + weight * weight, 0);
}

/** First derivatives (p − y) x, and second ones p (1 − p) x xᵀ, means over the examples. */
function slopes(theta: readonly number[], examples: readonly Example[], decay: number) {
  const neuron = neuronOf(theta);
  const n = theta.length;
  const gradient = theta.map((value, i) => (i < n - 1 ? decay * value : 0));
  const hessian = theta.map((_, i) => theta.map((_, j) => (i === j ? (i < n - 1 ? decay : 1e-12) : 0)));
  for (const { x, y } of examples) {
    const p = activations.sigmoid.phi(weightedSum(neuron, x));
    const inputs = [...x, 1];
    for (let i = 0; i < n; i++) {
      gradient[i] = at(gradient, i) + ((p - y) * at(inputs, i)) / examples.length;
      const row = at(hessian, i);
      for (let j = 0; j < n; j++) row[j] = at(row, j) + (p * (1 - p) * at(inputs, i) * at(inputs, j)) / examples.length;
    }
  }
  return { gradient, hessian };
}

/** a z = b for a symmetric positive definite a, by Gauss's elimination, which needs no exchange of rows for such. */
function solve(a: number[][], b: readonly number[]): number[] {
  const z = [...b];
  for (let k = 0; k < z.length; k++)
    for (let i = k + 1; i < z.length; i++) {
      const factor = at(at(a, i), k) / at(at(a, k), k);
      for (let j = k; j < z.length; j++) (a[i] as number[])[j] = at(at(a, i), j) - factor * at(at(a, k), j);
      z[i] = at(z, i) - factor * at(z, k);
    }
  for (let k = z.length - 1; k >= 0; k--) {
    for (let j = k + 1; j < z.length; j++) z[k] = at(z, k) - at(at(a, k), j) * at(z, j);
    z[k] = at(z, k) / at(at(a, k), k);
  }
  return z;
}
