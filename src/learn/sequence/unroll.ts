/**
 * A recurrent layer laid out in time: T copies of one cell, each waiting for the state of the one before. `backward`
 * from any of its outputs is backpropagation through time (Werbos, 1990): the copies share their weights, whose
 * gradients add up, and each state's `grad` ends as the total ∂loss/∂h_t over all later steps.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { concat, reshape, slice } from "#learn/network/arrange.ts";
import { linear } from "#learn/network/product.ts";
import { numbersFor, showShape, type Tensor, tensor } from "#learn/network/tensor.ts";
import { cells, type Recurrent, type State } from "#learn/sequence/cells.ts";

export interface Unrolled {
  /** After each step, [T] states of [B, H] */
  readonly states: readonly State[];
  /** All h, [T, B, H] */
  readonly output: Tensor;
}

/**
 * Runs the cell over the inputs. The inputs' share of all sums is one product for all T; the states' share is T products
 * that cannot begin before one another has ended.
 * @param x     [T, B, I]
 * @param state before the first step; zeros
 * @throws VitralError `learn.shape` if x is not three axes with the width of the weights
 */
export function unroll(layer: Recurrent, x: Tensor, state?: State): Unrolled {
  const [T, B] = x.shape as [number, number, number];
  if (x.shape.length !== 3)
    throw new VitralError("learn.shape", { what: "x", got: showShape(x.shape), expected: "[T, B, I]" });
  const H = layer.hidden;
  const zeros = tensor(numbersFor(B * H, x, layer.weightHh), { shape: [B, H] });
  const shares = linear(x, layer.weightIh, layer.biasIh); // [T, B, G·H]
  const width = at(shares.shape, 2);

  const states: State[] = [];
  let last = { hidden: state?.hidden ?? zeros, cell: state?.cell ?? zeros };
  for (let t = 0; t < T; t++) {
    const share = reshape(slice(shares, 0, t, t + 1), [B, width]);
    const next = cells[layer.kind].step(layer, share, last);
    states.push(next);
    last = { hidden: next.hidden, cell: next.cell ?? zeros };
  }
  return { states, output: concat(states.map(({ hidden }) => reshape(hidden, [1, B, H]))) };
}
