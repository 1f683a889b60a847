/** What a query may not see: masks that are added to the scores, 0 where it may look and −∞ where it may not. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type Tensor, tensor } from "#learn/network/tensor.ts";

/**
 * The past only: query t sees the keys 0 … t + (S − T), for the last query stands beside the last key. Adding −∞ before
 * the softmax makes e⁻∞ = 0 of a forbidden weight and leaves the others to share 1 (Vaswani et al., arXiv:1706.03762,
 * §3.2.3).
 * @param T queries
 * @param S keys; as many as queries
 * @returns [T, S]
 * @throws VitralError `learn.value` if there are fewer keys than queries: the first ones would see nothing
 */
export function causalMask(T: number, S: number = T): Tensor {
  if (S < T) throw new VitralError("learn.value", { what: "S", value: S, expected: `${T} or more` });
  return seen([T, S], (i) => (i % S) - Math.floor(i / S) <= S - T);
}

/**
 * No padding: of sequences that were filled up to S tokens, each is seen up to its own length.
 * @param lengths [B], the tokens before the padding
 * @returns [B, 1, 1, S], for scores [B, H, T, S]
 * @throws VitralError `learn.value` if a length is no whole number from 0 to S
 */
export function paddingMask(lengths: readonly number[], S: number): Tensor {
  for (const length of lengths)
    if (!Number.isInteger(length) || length < 0 || length > S)
      throw new VitralError("learn.value", { what: "length", value: length, expected: `0 … ${S}` });
  return seen([lengths.length, 1, 1, S], (i) => i % S < at(lengths, Math.floor(i / S)));
}

function seen(shape: readonly number[], isSeen: (index: number) => boolean): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = Float32Array.from({ length: size }, (_, i) => (isSeen(i) ? 0 : Number.NEGATIVE_INFINITY));
  return tensor(numbers, { shape });
}
