/** How wrong an answer is, as one number to make small. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { add, mul, pow, sub } from "#learn/network/arithmetic.ts";
import { map, softplus } from "#learn/network/elementwise.ts";
import { mean } from "#learn/network/reduce.ts";
import { logSoftmax } from "#learn/network/softmax.ts";
import { derive, flow, numbersFor, showShape, sizeOf, type Tensor } from "#learn/network/tensor.ts";

/** The mean of (y − target)². @throws VitralError `learn.shape` if the shapes do not fit */
export const meanSquaredError = (y: Tensor, target: Tensor): Tensor => mean(pow(sub(y, target), 2));

/**
 * Mean surprise of the right classes: −(1/n) Σ ln softmax(logits)[target], in nats. A guess among V costs ln V.
 * @param logits  [..., V]
 * @param targets one class for each row
 * @param ignore  rows with this target do not count (−100, as in PyTorch)
 * @param smoothing ε of label smoothing: the target is 1 − ε for the class, and ε/V for each (Szegedy et al.,
 *   arXiv:1512.00567, §7)
 * @returns []
 * @throws VitralError `learn.shape` if there are not as many targets as rows; `learn.value` if a target is no class
 */
export function crossEntropy(
  logits: Tensor,
  targets: ArrayLike<number>,
  { ignore = -100, smoothing = 0 }: { readonly ignore?: number; readonly smoothing?: number } = {},
): Tensor {
  const V = logits.shape.at(-1) ?? 1;
  const rows = sizeOf(logits.shape.slice(0, -1));
  if (targets.length !== rows)
    throw new VitralError("learn.shape", { what: "targets", got: `[${targets.length}]`, expected: `[${rows}]` });
  const counted: number[] = [];
  for (let row = 0; row < rows; row++) {
    const target = at(targets, row);
    if (target === ignore) continue;
    if (!Number.isInteger(target) || target < 0 || target >= V)
      throw new VitralError("learn.value", { what: "target", value: target, expected: `0 … ${V - 1}` });
    counted.push(row);
  }
  const surprises = logSoftmax(logits);
  // −Σ share · ln p, where the share of a class is what the target says of it.
  const share = (row: number, v: number) => (v === at(targets, row) ? 1 - smoothing : 0) + smoothing / V;
  const out = numbersFor(1, logits);
  let total = 0;
  for (const row of counted)
    for (let v = 0; v < V; v++) {
      const weight = share(row, v);
      if (weight !== 0) total -= weight * at(surprises.data, row * V + v); // 0 · −∞ is 0 here, not NaN
    }
  out[0] = total / counted.length;
  return derive("crossEntropy", [], out, [surprises], (grad) =>
    flow(surprises, (own) => {
      for (const row of counted)
        for (let v = 0; v < V; v++) {
          const place = row * V + v;
          own[place] = (own[place] as number) - ((grad[0] as number) * share(row, v)) / counted.length;
        }
    }),
  );
}

/**
 * −(1/n) Σ (t ln p + (1 − t) ln(1 − p)) for answers between 0 and 1, such as a sigmoid's. As in PyTorch, a logarithm is
 * no less than −100, so that a wrong certainty costs much, but not infinitely much.
 * @param p [...] probabilities, and `target` [...] of 0s and 1s
 * @returns []
 */
export function binaryCrossEntropy(p: Tensor, target: Tensor): Tensor {
  if (showShape(p.shape) !== showShape(target.shape))
    throw new VitralError("learn.shape", {
      what: "target",
      got: showShape(target.shape),
      expected: showShape(p.shape),
    });
  const log = (x: Tensor) =>
    map(
      x,
      (value) => Math.max(-100, Math.log(value)),
      (value) => 1 / Math.max(value, 1e-12),
      "log",
    );
  const yes = mul(target, log(p));
  const no = mul(sub(1, target), log(sub(1, p)));
  return mul(mean(add(yes, no)), -1);
}

/** The same from logits z, p = sigmoid(z): the mean of ln(1 + eᶻ) − t z, exact however large z is. */
export const binaryCrossEntropyOfLogits = (z: Tensor, target: Tensor): Tensor => mean(sub(softplus(z), mul(target, z)));
