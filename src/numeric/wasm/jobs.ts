import type { EngineMemory } from "#numeric/wasm/memory.ts";

/** What a job does: the numbers of `assembly/index.ts`. */
export const job = {
  rows: 1,
  add: 2,
  multiply: 3,
  scale: 4,
  silu: 5,
  siluMultiply: 6,
  gelu: 7,
  rmsNorm: 8,
  layerNorm: 9,
  rope: 10,
  copy: 11,
  quantize8: 12,
  quantize16: 13,
  productFloat: 14,
  productQ4: 15,
  productQ8: 16,
  attention: 17,
  scores: 18,
  softmax: 19,
  mix: 20,
} as const;

const words = 16;
const bits = new DataView(new ArrayBuffer(4));

/** A float32's bits, for a job's argument. */
export function bitsOf(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

/** The list of jobs in shared memory that one call runs on all threads. */
export class JobList {
  readonly #memory: EngineMemory;
  readonly #at: number;
  readonly #capacity: number;
  #count = 0;

  constructor(memory: EngineMemory, capacity: number) {
    this.#memory = memory;
    this.#capacity = capacity;
    this.#at = memory.allocate(capacity * words * 4);
  }

  get at(): number {
    return this.#at;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= this.#capacity;
  }

  /** `meet`: the threads must have finished the jobs before. Arguments from word 2 on, as `assembly/index.ts` reads them. */
  push(
    kind: number,
    meet: boolean,
    a: number,
    b: number,
    out: number,
    count: number,
    width: number,
    w7 = 0,
    w8 = 0,
    w9 = 0,
    w10 = 0,
    w11 = 0,
    w12 = 0,
    w13 = 0,
    w14 = 0,
    w15 = 0,
  ): void {
    const list = this.#memory.i32;
    const i = this.#at / 4 + this.#count++ * words;
    list[i] = kind;
    list[i + 1] = meet ? 1 : 0;
    list[i + 2] = a;
    list[i + 3] = b;
    list[i + 4] = out;
    list[i + 5] = count;
    list[i + 6] = width;
    list[i + 7] = w7;
    list[i + 8] = w8;
    list[i + 9] = w9;
    list[i + 10] = w10;
    list[i + 11] = w11;
    list[i + 12] = w12;
    list[i + 13] = w13;
    list[i + 14] = w14;
    list[i + 15] = w15;
  }

  clear(): void {
    this.#count = 0;
  }
}
