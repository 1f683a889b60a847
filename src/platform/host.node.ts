import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { assert } from "#base/assert.ts";
import type { Thread } from "#platform/thread.ts";

/** The package's folder: the nearest above this file that holds package.json, from `src/` as from `dist/`. */
export const packageFolder: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    assert(folder !== dirname(folder), "the package's folder holds package.json");
    folder = dirname(folder);
  }
  return folder;
})();

/** Bytes of a built file, such as `kernels/relaxed.wasm`. */
export const readAsset = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  readFile(join(packageFolder, "dist", name)).then((bytes) => new Uint8Array(bytes));

/** What a thread is to call a file: threads of Node share the folder that paths begin at. */
export const fullPath = (path: string): string => path;

/** Starts a thread from `NAME.worker.ts` of any room. It never keeps the process alive by itself. */
export function startThread(name: string, data: unknown): Thread {
  const worker = new Worker(join(packageFolder, "dist", "workers", `${name}.js`), { workerData: data });
  worker.unref();
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen(hear) {
      worker.on("message", hear);
      worker.on("error", () => {}); // `exit` follows
      worker.on("exit", () => hear(undefined));
    },
    hold: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
}

/** Inside a thread: what it was started with. */
export const threadData = async (): Promise<unknown> => workerData;

/** Inside a thread: the one who started it. */
export const parent: Pick<Thread, "post" | "listen"> = {
  post: (message, transfer = []) => parentPort?.postMessage(message, transfer),
  listen: (hear) => void parentPort?.on("message", hear),
};

/** Lets messages come in before the next step. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Threads that can run at once. */
export const cores = (): number => availableParallelism();

/** Whether threads can share memory. */
export const canShareMemory = (): boolean => true;

/** Lets V8 of Node 20 compile relaxed SIMD, which newer ones do anyway. Call it before compiling. */
export function allowRelaxedSimd(): void {
  if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
