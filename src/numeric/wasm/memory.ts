import { assert } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";

/** Everything begins at a multiple of this many bytes. */
const alignment = 64;
const page = 65_536;
/** WebAssembly's own limit without 64-bit memories. */
const maxPages = 65_536;
/** Scratch memory is taken from the whole in pieces of at least this size. */
const segmentBytes = 16 << 20;

interface Block {
  at: number;
  bytes: number;
}

const roundUp = (bytes: number): number => Math.ceil(Math.max(bytes, 1) / alignment) * alignment;

/**
 * The engine's shared memory: blocks that live until they are freed, and a stack of scratch memory besides.
 * It grows as needed; views must be taken anew after anything was allocated.
 */
export class EngineMemory {
  readonly wasm: WebAssembly.Memory;
  #top: number;
  readonly #free: Block[] = [];
  readonly #sizes = new Map<number, number>();
  readonly #segments: Block[] = [];
  #segment = 0;
  #used = 0; // bytes of the current segment
  #f32: Float32Array | undefined;
  #i32: Int32Array | undefined;
  #u8: Uint8Array | undefined;

  /** @param reserved bytes at the start that belong to nobody */
  constructor(reserved: number) {
    this.wasm = new WebAssembly.Memory({ initial: 64, maximum: maxPages, shared: true });
    this.#top = roundUp(reserved);
  }

  /** Bytes in use, at most. */
  get bytes(): number {
    return this.#top;
  }

  get f32(): Float32Array {
    if (this.#f32?.buffer !== this.wasm.buffer) this.#f32 = new Float32Array(this.wasm.buffer);
    return this.#f32;
  }

  get i32(): Int32Array {
    if (this.#i32?.buffer !== this.wasm.buffer) this.#i32 = new Int32Array(this.wasm.buffer);
    return this.#i32;
  }

  get u8(): Uint8Array {
    if (this.#u8?.buffer !== this.wasm.buffer) this.#u8 = new Uint8Array(this.wasm.buffer);
    return this.#u8;
  }

  /** A block of at least `bytes`, as it was left by its last user. @throws VitralError `engine.memory` */
  allocate(bytes: number): number {
    const size = roundUp(bytes);
    let best: Block | undefined;
    for (const block of this.#free) if (block.bytes >= size && (!best || block.bytes < best.bytes)) best = block;
    let at: number;
    if (best) {
      at = best.at;
      best.at += size;
      best.bytes -= size;
      if (best.bytes === 0) this.#free.splice(this.#free.indexOf(best), 1);
    } else {
      at = this.#top;
      this.#growTo(at + size);
      this.#top = at + size;
    }
    this.#sizes.set(at, size);
    return at;
  }

  free(at: number): void {
    const bytes = this.#sizes.get(at);
    assert(bytes !== undefined, `a block begins at ${at}`);
    this.#sizes.delete(at);
    const block: Block = { at, bytes };
    for (let i = this.#free.length - 1; i >= 0; i--) {
      const other = this.#free[i] as Block;
      if (other.at + other.bytes !== block.at && block.at + block.bytes !== other.at) continue;
      block.at = Math.min(block.at, other.at);
      block.bytes += other.bytes;
      this.#free.splice(i, 1);
    }
    if (block.at + block.bytes === this.#top) this.#top = block.at;
    else this.#free.push(block);
  }

  /** Scratch memory, valid until `release` of an earlier mark. */
  scratch(bytes: number): number {
    const size = roundUp(bytes);
    for (;;) {
      const segment = this.#segments[this.#segment];
      if (segment && this.#used + size <= segment.bytes) {
        this.#used += size;
        return segment.at + this.#used - size;
      }
      if (segment && this.#used > 0) {
        this.#segment++;
        this.#used = 0;
        continue;
      }
      const room = Math.max(segmentBytes, size);
      if (segment) this.free(segment.at); // empty and too small
      this.#segments[this.#segment] = { at: this.allocate(room), bytes: room };
    }
  }

  mark(): number {
    return this.#segment * 2 ** 40 + this.#used;
  }

  release(mark: number): void {
    this.#segment = Math.floor(mark / 2 ** 40);
    this.#used = mark % 2 ** 40;
  }

  #growTo(bytes: number): void {
    const missing = Math.ceil((bytes - this.wasm.buffer.byteLength) / page);
    if (missing <= 0) return;
    try {
      // at least an eighth more, so that growth stays rare
      const held = this.wasm.buffer.byteLength / page;
      this.wasm.grow(Math.min(maxPages - held, Math.max(missing, Math.min(held >> 3, 1024))));
    } catch (cause) {
      throw new VitralError("engine.memory", { needed: bytes, limit: maxPages * page }, { cause });
    }
    if (bytes > this.wasm.buffer.byteLength)
      throw new VitralError("engine.memory", { needed: bytes, limit: maxPages * page });
  }
}
