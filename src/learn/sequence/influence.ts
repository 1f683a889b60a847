/** How much each token still counts at the end, for any model of sequences: the gradient by distance, from the input on. */
import { at } from "#base/assert.ts";
import { backward, type Numbers, zeroGradients } from "#learn/network/tensor.ts";
import type { SequenceModel } from "#learn/sequence/sequence-model.ts";

/**
 * ‖∂logits_T/∂x_t‖ (Frobenius) for every token's embedding x_t: the same quantity for a recurrent network, where it has
 * to pass T − t cells, and for a Transformer, where attention reaches x_t in one step. V copies of the sequence run side
 * by side and send back one logit each.
 * @param ids [T]
 * @returns [T], by distance: the last token first. The model's gradients are forgotten
 * @throws VitralError `learn.value` if an id is not in the vocabulary
 */
export function influenceByDistance(model: SequenceModel, ids: readonly number[]): number[] {
  const T = ids.length;
  const V = at(model.run(ids, [1, T]).logits.shape, 2);
  const { embedded, logits } = model.run(Array.from({ length: V }, () => ids).flat(), [V, T]);
  const seed = new Float64Array(logits.data.length);
  for (let v = 0; v < V; v++) seed[(v * T + T - 1) * V + v] = 1; // copy v sends back logit v of the last place
  backward(logits, seed);
  zeroGradients(model.parameters);
  const C = at(embedded.shape, 2);
  const grad = embedded.grad as Numbers;
  return Array.from({ length: T }, (_, distance) => {
    let squares = 0;
    for (let v = 0; v < V; v++) {
      const begin = (v * T + T - 1 - distance) * C;
      for (const g of grad.subarray(begin, begin + C)) squares += g * g;
    }
    return Math.sqrt(squares);
  });
}
