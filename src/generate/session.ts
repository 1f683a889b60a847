import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import type { KvCache } from "#model/kv-cache.ts";
import type { Model } from "#model/model.ts";
import { blind, type Probe } from "#probe/probe.ts";

/** Tokens of a prompt that are computed at once: enough to keep the kernels busy, few enough to stop between. */
export const prefillChunk = 128;

interface FeedOptions {
  readonly probe?: Probe;
  readonly logits?: "all" | "last";
}

/**
 * One thread of text: a model's cache, and the ids whose keys and values it holds. A prompt that begins as the last
 * one did is computed only from where they part.
 */
export class Session {
  readonly model: Model;
  readonly #cache: KvCache;
  #seen: number[] = [];

  constructor(model: Model) {
    this.model = model;
    this.#cache = model.cache();
  }

  /**
   * Forgets everything past the beginning that `ids` share with what was seen, and at least the last of `ids`, whose
   * logits are wanted. Returns how many stay.
   * @throws VitralError `generate.empty`, `generate.context`, `tokenizer.id`
   */
  begin(ids: Int32Array): number {
    const { contextLength, vocabulary } = this.model.config;
    if (ids.length === 0) throw new VitralError("generate.empty", {});
    if (ids.length >= contextLength)
      throw new VitralError("generate.context", { tokens: ids.length + 1, limit: contextLength });
    const foreign = ids.find((id) => id < 0 || id >= vocabulary);
    if (foreign !== undefined) throw new VitralError("tokenizer.id", { id: foreign, last: vocabulary - 1 });
    const most = Math.min(this.#seen.length, this.#cache.length, ids.length - 1);
    let same = 0;
    while (same < most && this.#seen[same] === ids[same]) same++;
    this.#cache.truncate(same);
    this.#seen.length = same;
    return same;
  }

  /** Computes `ids`, which follow what was seen. Returns logits [T or 1, V], a view valid until the next pass. */
  feed(ids: Int32Array, { probe = blind, logits = "last" }: FeedOptions = {}): Float32Array {
    const { backend, config } = this.model;
    const out = backend.read(this.model.forward(ids, this.#cache, { probe, logits }));
    for (let i = 0; i < ids.length; i++) this.#seen.push(at(ids, i));
    return logits === "last" ? out.subarray(out.length - config.vocabulary) : out; // a probe may have asked for all rows
  }

  close(): void {
    this.#cache.close();
    this.#seen = [];
  }
}
