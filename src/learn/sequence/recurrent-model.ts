/** A recurrent network over tokens: embedding, one recurrent layer, and logits from each state. */
import { seededRandom } from "#base/random.ts";
import { rows, transpose } from "#learn/network/arrange.ts";
import { gaussian, initialisations } from "#learn/network/dense.ts";
import { linear } from "#learn/network/product.ts";
import { parameter } from "#learn/network/tensor.ts";
import { type CellName, type Recurrent, recurrent, recurrentParameters } from "#learn/sequence/cells.ts";
import type { SequenceModel } from "#learn/sequence/sequence-model.ts";
import { unroll } from "#learn/sequence/unroll.ts";

export interface RecurrentModelOptions {
  /** V, tokens that there are */
  readonly vocabulary: number;
  /** C, width of the embeddings */
  readonly width: number;
  /** H, numbers in the state */
  readonly hidden: number;
  readonly seed: number;
  /** As in `recurrent`; 0 */
  readonly forgetBias?: number;
}

/**
 * x_t = E[id_t]; h_t = cell(x_t, h_{t−1}); logits_t = W h_t + b.
 * @throws VitralError `learn.value` if a size is no whole number above 0
 */
export function recurrentModel(
  kind: CellName,
  options: RecurrentModelOptions,
): SequenceModel & { readonly layer: Recurrent } {
  const { vocabulary: V, width: C, hidden: H, seed, forgetBias = 0 } = options;
  const random = seededRandom(seed);
  const table = parameter(
    Float32Array.from({ length: V * C }, () => gaussian(random)),
    { shape: [V, C] },
  );
  const layer = recurrent(kind, C, H, seed + 1, { forgetBias });
  const w = parameter(
    Float32Array.from({ length: V * H }, () => initialisations.xavier(H, V, random)),
    { shape: [V, H] },
  );
  const b = parameter(new Float32Array(V));
  return {
    name: kind,
    layer,
    parameters: [table, ...recurrentParameters(layer), w, b],
    sequentialSteps: (T) => T + 2, // the cell, once a token; the inputs' shares and the logits, all tokens at once
    run(ids, shape) {
      const embedded = rows(table, ids, shape);
      const { output } = unroll(layer, transpose(embedded, [1, 0, 2]));
      return { embedded, logits: transpose(linear(output, w, b), [1, 0, 2]) };
    },
  };
}
