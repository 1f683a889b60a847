/**
 * Attention with linear biases: no vector at all; a score simply falls with the distance, in each head at its own slope.
 * Press et al., "Train Short, Test Long", arXiv:2108.12409, §3.
 */
import { VitralError } from "#base/error.ts";
import { tensor } from "#learn/network/tensor.ts";
import { type PositionEncoding, within } from "#learn/position/encoding.ts";

/** m = 2^(−8/H), 2^(−16/H) … 2⁻⁸: how fast each of H heads forgets. @throws VitralError `learn.value` if H < 1 */
export function slopes(heads: number): number[] {
  if (!Number.isInteger(heads) || heads < 1)
    throw new VitralError("learn.value", { what: "heads", value: heads, expected: "a whole number above 0" });
  return Array.from({ length: heads }, (_, h) => 2 ** ((-8 * (h + 1)) / heads));
}

/**
 * The encoding that adds −m |t − s| to the score of query t and key s. Its vector is m·s for each head, the key's share:
 * for s ≤ t, −m (t − s) = ms − mt, and the softmax does not notice −mt, which all keys of a query have in common.
 */
export function alibi(heads: number): PositionEncoding {
  const m = slopes(heads);
  return {
    name: "alibi",
    vector: within("alibi", Number.POSITIVE_INFINITY, (position) => m.map((slope) => slope * position)),
    longest: Number.POSITIVE_INFINITY,
    parameters: [],
    bias(T) {
      const range = Array.from({ length: T }, (_, i) => i);
      return tensor(m.map((slope) => range.map((t) => range.map((s) => 0 - slope * Math.abs(t - s)))));
    },
  };
}
