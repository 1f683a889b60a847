import { VitralError } from "#base/error.ts";
import type { EngineMemory } from "#numeric/wasm/memory.ts";
import { allowRelaxedSimd, readAsset, startThread } from "#platform/host.ts";
import type { Thread } from "#platform/thread.ts";

/** What `assembly/index.ts` exports. Addresses are bytes of the shared memory. */
export interface Kernels {
  run(control: number, jobs: number, count: number): number;
  work(control: number, thread: number): void;
  packPlain(source: number, panels: number, rows: number, k: number, size: number): void;
  packQ4(source: number, panels: number, rows: number, k: number, hasMinimum: number): void;
  packQ8(source: number, panels: number, rows: number, k: number): void;
}

/** What a kernel thread is started with. */
export interface KernelThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/** Which set of instructions the kernels use. */
export type Instructions = "relaxed" | "simd";

/** Bytes of the control block: see `assembly/barrier.ts`. */
export const controlBytes = 64;
const abortWord = 4;
const threadsWord = 7;
/** The words that threads sleep on: round and passage. */
const sleepWords = [0, 2];

/** Compiled kernels, and instances of them on one memory and several threads. */
export interface Engine {
  readonly instructions: Instructions;
  readonly kernels: Kernels;
  run(jobs: number, count: number): void;
  close(): void;
}

/** An instance on this thread. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const abort = (): never => {
    throw new Error("a kernel stopped");
  };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Kernels;
}

/**
 * Compiles the kernels, with relaxed SIMD where this machine has it, and starts `threads` − 1 threads beside this one.
 * @param control where the control block stands
 */
export async function openEngine(
  memory: EngineMemory,
  control: number,
  threads: number,
  instructions: Instructions | "best",
): Promise<Engine> {
  const { module, used } = await compile(instructions);
  const kernels = instantiate(module, memory.wasm);
  memory.i32.fill(0, control / 4, (control + controlBytes) / 4);
  memory.i32[control / 4 + threadsWord] = threads;
  const others: Thread[] = [];
  let end: "engine.closed" | "engine.lost" | undefined;
  const stop = (why: typeof end): void => {
    end ??= why;
    abandon(memory.wasm, control);
    for (const other of others) other.end();
  };
  for (let thread = 1; thread < threads; thread++) {
    const data: KernelThreadData = { module, memory: memory.wasm, control, thread };
    others.push(startThread("kernel", data));
  }
  const started = await Promise.all(others.map((other) => hearStart(other, () => stop("engine.lost"))));
  if (started.includes(false)) throw new VitralError("engine.lost", {});
  return {
    instructions: used,
    kernels,
    run(jobs, count) {
      let cause: unknown;
      try {
        if (!end && kernels.run(control, jobs, count)) return;
      } catch (trap) {
        cause = trap;
      }
      stop("engine.lost");
      throw new VitralError(end ?? "engine.lost", {}, { cause });
    },
    close: () => stop("engine.closed"),
  };
}

/** Tells all threads that one is lost: who waits for it leaves. */
export function abandon(memory: WebAssembly.Memory, control: number): void {
  const words = new Int32Array(memory.buffer, control, controlBytes / 4);
  Atomics.store(words, abortWord, 1);
  for (const word of sleepWords) Atomics.notify(words, word);
}

/** Whether a thread came up; it says so before it begins to wait for work. `lost` is told if it ends. */
const hearStart = (thread: Thread, lost: () => void): Promise<boolean> =>
  new Promise((resolve) => {
    thread.hold(true);
    thread.listen((message) => {
      thread.hold(false);
      if (message === undefined) lost();
      resolve(message !== undefined);
    });
  });

async function compile(wanted: Instructions | "best"): Promise<{ module: WebAssembly.Module; used: Instructions }> {
  if (wanted !== "simd") {
    allowRelaxedSimd();
    const bytes = await readAsset("kernels/relaxed.wasm");
    if (WebAssembly.validate(bytes) || wanted === "relaxed")
      return { module: await WebAssembly.compile(bytes), used: "relaxed" };
  }
  return { module: await WebAssembly.compile(await readAsset("kernels/simd.wasm")), used: "simd" };
}
