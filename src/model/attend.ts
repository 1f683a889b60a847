import type { AttentionShape, KeyValues, Ops } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import type { Probe } from "#probe/probe.ts";

/**
 * Attention of T queries over S keys, softmax(scale · QKᵀ + mask) V, head by head.
 * Fused into one kernel unless somebody looks at the scores or the pattern, which the fused kernel never writes down.
 */
export function attend(ops: Ops, shape: AttentionShape, q: Tensor, seen: KeyValues, probe: Probe): Tensor {
  if (!probe.wants("scores") && !probe.wants("pattern")) return ops.attention(q, seen, shape);
  const scores = probe.tap("scores", ops.scores(q, seen.k, shape)); // [H, T, S]
  const pattern = probe.tap("pattern", ops.softmax(scores)); // [H, T, S], rows sum to 1
  return ops.mix(pattern, seen.v, shape); // [T, H·D]
}
