import { JobList, job } from "#numeric/wasm/jobs.ts";
import type { Engine } from "#numeric/wasm/kernels.ts";
import type { EngineMemory } from "#numeric/wasm/memory.ts";
import {
  columns,
  type Quantized,
  rowCount,
  tensorAt,
  type Use,
  untouched,
  type WasmTensor,
} from "#numeric/wasm/tensor.ts";

/** Jobs that are put off at most. A pass over 30 blocks has some 600. */
const capacity = 8192;
/** Whole numbers that jobs are told from outside: ids. They stay until the jobs have run. */
const inboxWords = 65_536;

/**
 * Writes jobs down and knows where the threads must meet. Time is counted in stretches between meetings: a job that
 * reads what was written in the present stretch, or writes over what was written or read in it, begins a new one.
 */
export class Recorder {
  readonly #memory: EngineMemory;
  readonly #engine: Engine;
  readonly #jobs: JobList;
  #inbox: number;
  #inboxWords = inboxWords;
  #inboxUsed = 0;
  #stretch = 0;
  #reused = false;

  constructor(memory: EngineMemory, engine: Engine) {
    this.#memory = memory;
    this.#engine = engine;
    this.#jobs = new JobList(memory, capacity);
    this.#inbox = memory.allocate(inboxWords * 4);
  }

  /**
   * Whether a job that reads these, and writes over `target`, must wait for all threads; if so a new stretch begins.
   * Ask it right before `result` and `push`: a list that is full runs first.
   */
  meets(reads: readonly (Use | undefined)[], target?: Use): boolean {
    if (this.#jobs.isFull) this.flush();
    const now = this.#stretch;
    let meet = this.#reused || target?.written === now || target?.read === now;
    for (const use of reads) meet ||= use?.written === now;
    if (meet) {
      this.#stretch++;
      this.#reused = false;
    }
    for (const use of reads) if (use) use.read = this.#stretch;
    if (target) target.written = this.#stretch;
    return meet;
  }

  /** Scratch memory was given back: who writes there next must wait for those who still read. */
  reuse(): void {
    this.#reused = true;
  }

  /** A new scratch tensor, written in the present stretch. Ask `meets` first. */
  result(shape: readonly number[]): WasmTensor {
    let count = 1;
    for (const extent of shape) count *= extent;
    return tensorAt("F32", shape, this.#memory.scratch(count * 4), this.#written());
  }

  /** Writes a job down: see `JobList.push`. Ask `meets` first. */
  push(...args: Parameters<JobList["push"]>): void {
    this.#jobs.push(...args);
  }

  #written(): Use {
    return { written: this.#stretch, read: -1 };
  }

  /** Room for `words` whole numbers, until the jobs have run. */
  inbox(words: number): number {
    if (this.#inboxUsed + words > this.#inboxWords) {
      this.flush();
      if (words > this.#inboxWords) {
        this.#memory.free(this.#inbox);
        this.#inboxWords = words;
        this.#inbox = this.#memory.allocate(words * 4);
      }
    }
    this.#inboxUsed += words;
    return this.#inbox + (this.#inboxUsed - words) * 4;
  }

  /** Runs what was put off. */
  flush(): void {
    const count = this.#jobs.count;
    if (count === 0) return;
    this.#jobs.clear();
    this.#inboxUsed = 0;
    this.#stretch++;
    this.#reused = false;
    this.#engine.run(this.#jobs.at, count);
  }

  /** silu(x), to be computed when somebody needs it by itself. */
  putOffSilu(x: WasmTensor): WasmTensor {
    return { ...tensorAt("F32", x.shape, 0, untouched()), siluOf: x };
  }

  /** The tensor itself; what was put off is computed now. */
  computed(tensor: WasmTensor): WasmTensor {
    const x = tensor.siluOf;
    if (!x) return tensor;
    const meet = this.meets([x.use]);
    const out = this.result(x.shape);
    this.push(job.silu, meet, x.at, 0, out.at, rowCount(x), columns(x));
    return Object.assign(tensor, { at: out.at, use: out.use, siluOf: undefined });
  }

  /** x in int8, made once however many products read it. */
  quantized8(x: WasmTensor): Quantized {
    const [rows, width] = [rowCount(x), columns(x)];
    if (!x.quantized8) {
      const meet = this.meets([x.use]);
      const scaleBytes = rows * (width / 32) * 4;
      const q = this.#memory.scratch(rows * width);
      const [scales, sums] = [this.#memory.scratch(scaleBytes), this.#memory.scratch(scaleBytes)];
      x.quantized8 = { q, scales, sums, use: this.#written() };
      this.push(job.quantize8, meet, x.at, 0, q, rows, width, scales, sums);
    }
    return x.quantized8;
  }

  /** x in int16, likewise. */
  quantized16(x: WasmTensor): Quantized {
    const [rows, width] = [rowCount(x), columns(x)];
    if (!x.quantized16) {
      const meet = this.meets([x.use]);
      const q = this.#memory.scratch(rows * width * 2);
      const scales = this.#memory.scratch(rows * (width / 32) * 4);
      x.quantized16 = { q, scales, sums: 0, use: this.#written() };
      this.push(job.quantize16, meet, x.at, 0, q, rows, width, scales);
    }
    return x.quantized16;
  }
}
