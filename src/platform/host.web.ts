import { VitralError } from "#base/error.ts";
import type { Thread } from "#platform/thread.ts";

/** Where the page keeps `kernels/` and `web/`. */
const base = new URL("../", import.meta.url);

/** Bytes of a built file, such as `kernels/relaxed.wasm`. */
export async function readAsset(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const { href } = new URL(name, base);
  const failed = (reason: string): never => {
    throw new VitralError("file.unreadable", { file: href, reason });
  };
  const response = await fetch(href).catch((cause: Error) => failed(cause.message));
  return new Uint8Array(await (response.ok ? response : failed(`HTTP ${response.status}`)).arrayBuffer());
}

/** What a worker, whose own address is another, is to call a file that this page calls `path`. */
export const fullPath = (path: string): string =>
  new URL(path, globalThis.document?.baseURI ?? self.location.href).href;

/** Starts a worker from `NAME.worker.ts` of any room. */
export function startThread(name: string, data: unknown): Thread {
  const worker = new Worker(new URL(`web/${name}.js`, base), { type: "module" });
  worker.postMessage({ threadData: data });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen(hear) {
      worker.addEventListener("message", ({ data: message }) => hear(message));
      worker.addEventListener("error", () => hear(undefined), { once: true });
    },
    hold() {}, // a page stays as long as it likes
    end: () => worker.terminate(),
  };
}

/** Inside a worker: what it was started with, its first message. */
export const threadData = (): Promise<unknown> =>
  new Promise((resolve) => {
    self.addEventListener("message", ({ data }) => resolve(data.threadData), { once: true });
  });

/** Inside a worker: the one who started it. */
export const parent: Pick<Thread, "post" | "listen"> = {
  post: (message, transfer = []) => (self as unknown as Worker).postMessage(message, transfer),
  listen: (hear) => self.addEventListener("message", ({ data }) => hear(data)),
};

/** Lets messages come in before the next step; `setTimeout` would wait 4 ms. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** Threads that can run at once: one where the page is not isolated from others, for then none can share memory. */
export const cores = (): number => (canShareMemory() ? navigator.hardwareConcurrency : 1);

/** Whether threads can share memory. */
export const canShareMemory = (): boolean => self.crossOriginIsolated;

/** Browsers have relaxed SIMD or not. */
export function allowRelaxedSimd(): void {}
