import type { Backend, KeyValues } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";

/** Grows in steps of this many tokens. */
const step = 256;

/**
 * Keys and values of the tokens seen so far, for each block: what makes the next token cost one row instead of all.
 * Memory: 2 · blocks · capacity · G·D float32.
 */
export class KvCache {
  readonly #backend: Backend;
  readonly #width: number;
  readonly #limit: number;
  #blocks: { k: Tensor; v: Tensor }[] = [];
  #capacity = 0;
  #length = 0;

  /** @param width G·D; @param limit the model's context, in tokens */
  constructor(backend: Backend, blocks: number, width: number, limit: number) {
    this.#backend = backend;
    this.#width = width;
    this.#limit = limit;
    this.#blocks = Array.from({ length: blocks }, () => ({
      k: backend.allocate([0, width]),
      v: backend.allocate([0, width]),
    }));
  }

  /** Tokens seen. */
  get length(): number {
    return this.#length;
  }

  /** Makes room for `tokens` more. */
  reserve(tokens: number): void {
    const needed = this.#length + tokens;
    if (needed <= this.#capacity) return;
    const capacity = Math.min(
      this.#limit,
      Math.max(needed, Math.ceil((needed + 1) / step) * step, Math.min(this.#capacity * 2, 4096)),
    );
    const backend = this.#backend;
    const grow = (old: Tensor): Tensor => {
      const larger = backend.allocate([capacity, this.#width]);
      if (this.#length > 0) {
        backend.store(larger, 0, backend.slice(old, 0, this.#length));
        backend.flush();
      }
      backend.free(old);
      return larger;
    };
    this.#blocks = this.#blocks.map(({ k, v }) => ({ k: grow(k), v: grow(v) }));
    this.#capacity = capacity;
  }

  /** Adds this call's keys and values [T, G·D] of a block; returns all seen, [S, G·D] each. */
  append(block: number, k: Tensor, v: Tensor): KeyValues {
    const room = this.#blocks[block] as { k: Tensor; v: Tensor };
    return { k: this.#backend.store(room.k, this.#length, k), v: this.#backend.store(room.v, this.#length, v) };
  }

  /** The call's tokens count as seen. */
  advance(tokens: number): void {
    this.#length += tokens;
  }

  /** Forgets all but the first `length` tokens. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  close(): void {
    for (const { k, v } of this.#blocks) {
      this.#backend.free(k);
      this.#backend.free(v);
    }
    this.#blocks = [];
  }
}
