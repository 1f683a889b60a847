import { VitralError } from "#base/error.ts";
import type { Model } from "#model/model.ts";

/**
 * One vector for a text: the last hidden state x [T, C], pooled as the model says, divided by its length.
 * mean: Σₜ xₜ / T, the special tokens included; first: x₀, BERT's [CLS]. A model that names no pooling gets the mean.
 * @param ids special tokens included
 * @returns [C] float32 of length 1
 * @throws VitralError `embed.long`
 */
export function embed(model: Model, ids: Int32Array): Float32Array {
  const { contextLength, embeddingLength: C, pooling } = model.config;
  if (ids.length > contextLength) throw new VitralError("embed.long", { tokens: ids.length, limit: contextLength });
  const cache = model.cache();
  const x = model.backend.read(model.forward(ids, cache));
  const pooled = new Float32Array(C);
  const rows = pooling === "first" ? 1 : ids.length;
  for (let t = 0; t < rows; t++)
    for (let i = 0; i < C; i++) pooled[i] = (pooled[i] as number) + (x[t * C + i] as number) / rows;
  cache.close();
  const length = Math.sqrt(pooled.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? pooled.map((value) => value / length) : pooled;
}
