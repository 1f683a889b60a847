/** Threads that die, and threads that must not outlive their backend. */
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { storedWeight } from "#numeric/ops.cases.ts";
import type { Backend } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import { openWasmBackend } from "#numeric/wasm/backend.ts";
import type * as host from "#platform/host.ts";
import type { Thread } from "#platform/thread.ts";

const started: Thread[] = [];
vi.mock("#platform/host.ts", async (original) => {
  const real = await original<typeof host>();
  const startThread: typeof host.startThread = (name, data) => {
    const thread = real.startThread(name, data);
    started.push(thread);
    return thread;
  };
  return { ...real, startThread }; // the real threads, but seen
});
beforeEach(() => {
  started.length = 0;
});

const lost = expect.objectContaining({ code: "engine.lost" });
const ended = (thread: Thread | undefined): Promise<void> =>
  new Promise((resolve) => thread?.listen((message) => message === undefined && resolve()));
const table = (backend: Backend): Promise<Tensor> =>
  backend.load(storedWeight("F32", new Float32Array(8), [8, 1]).source, "table");

describe("a lost thread", () => {
  it("that ended between two calls fails the next one", async () => {
    const backend = await openWasmBackend({ threads: 3 });
    const x = backend.constant(new Float32Array(12), [3, 4]);
    expect(backend.read(backend.scale(x, 2)).length).toBe(12);
    const gone = ended(started[1]);
    started[1]?.end();
    await gone;
    expect(() => backend.read(backend.scale(x, 2))).toThrow(lost);
    expect(() => backend.read(backend.scale(x, 2))).toThrow(lost);
    backend.close();
  });

  it("that is killed while the others compute fails the call: nobody waits for ever", async () => {
    const backend = await openWasmBackend({ threads: 2 });
    const x = backend.constant(new Float32Array(12), [3, 4]);
    started[0]?.end(); // it dies at once; this thread hears of it only when it has nothing else to do
    expect(() => backend.read(backend.softmax(backend.scale(x, 2)))).toThrow(lost);
    expect(() => backend.read(x)).not.toThrow(); // nothing is left to run
    backend.close();
  });

  it.each([
    ["the caller's", [0x30000000, 0, 0]],
    ["another", [0, 0, 0x30000000]],
  ])("that traps, %s own, fails the call", async (_, ids) => {
    const backend = await openWasmBackend({ threads: 3 });
    const rows = backend.rows(await table(backend), Int32Array.from(ids)); // an id far outside the memory
    expect(() => backend.read(backend.scale(rows, 1))).toThrow(lost);
    backend.close();
  });
});

describe("closing", () => {
  it("fails what comes later, and may come twice", async () => {
    const backend = await openWasmBackend({ threads: 2 });
    const out = backend.scale(backend.constant(new Float32Array(4), [1, 4]), 2);
    backend.close();
    backend.close();
    expect(() => backend.read(out)).toThrow(expect.objectContaining({ code: "engine.closed" }));
  });

  it.runIf(process.platform === "linux")("leaves neither threads nor memory behind, twenty times", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const threads = (): number => readdirSync("/proc/self/task").length;
    const mebibytes = (): number => process.memoryUsage.rss() / 2 ** 20;
    const once = async (): Promise<void> => {
      const backend = await openWasmBackend({ threads: 3 });
      const x = backend.constant(new Float32Array(16 << 20).fill(1), [4, 4 << 20]); // 64 MiB
      expect(backend.read(backend.scale(x, 2))[0]).toBe(2);
      const gone = Promise.all(started.splice(0).map(ended));
      backend.close();
      await gone;
    };
    await once();
    collect();
    const [threadsBefore, before] = [threads(), mebibytes()];
    for (let time = 0; time < 20; time++) await once();
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
    }
    expect(threads()).toBeLessThanOrEqual(threadsBefore);
    expect(mebibytes() - before).toBeLessThan(500); // two backends' worth; all twenty would be 2,500
  });
});
