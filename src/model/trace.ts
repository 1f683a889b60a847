import type { Model } from "#model/model.ts";
import { type Captured, capture } from "#probe/capture.ts";

/**
 * What one pass over `ids` computes on its way, by the contract's names: `logits` [T, V], `hidden.0` the first block's
 * input, `hidden.L` the residual stream after block L [T, C], `attn.L` [H, T, T], `final_norm` [T, C].
 * @param names see `capture`
 * @throws VitralError `probe.unknown`
 */
export function trace(model: Model, ids: Int32Array, names: readonly string[]): ReadonlyMap<string, Captured> {
  const { probe, values, check } = capture(names, (value) => model.backend.read(value));
  const cache = model.cache();
  try {
    model.backend.read(
      model.forward(ids, cache, { probe, logits: names.includes("logits") || names.includes("*") ? "all" : "last" }),
    );
  } finally {
    cache.close();
  }
  check();
  return values;
}
