/** The engine's thread: loads one model, then serves calls first come, first served; light ones at once. */
import { toWire } from "#base/error.ts";
import { openModel } from "#model/open.ts";
import { breathe, parent, threadData } from "#platform/host.ts";
import { type EngineDesk, engineDesk } from "#runtime/engine-desk.ts";
import type { EngineCall, EngineStart, FromEngine, ToEngine } from "#runtime/protocol.ts";

const say = (message: FromEngine): void => parent.post(message);

const { path, options } = (await threadData()) as EngineStart;
try {
  const open = await openModel(path, { ...options, onProgress: (progress) => say({ progress }) });
  serve(engineDesk(open, path));
  const { config, role } = open.model;
  const { contextLength, embeddingLength } = config;
  const { facts, fingerprint } = open;
  const { vocabulary } = open.tokenizer;
  say({ opened: { facts, role, contextLength, embeddingLength, vocabulary, fingerprint } });
} catch (error) {
  say({ failed: toWire(error) });
}

function serve(desk: EngineDesk): void {
  const cancelled = new Set<number>();
  let last = Promise.resolve(); // the end of the queue

  async function answer(id: number, call: EngineCall): Promise<void> {
    try {
      const work = desk.work(call, () => cancelled.has(id));
      for (;;) {
        await breathe(); // a cancellation may have come
        const { done, value } = work.next();
        if (done) return say({ id, value });
        if (value) say({ id, event: value });
      }
    } catch (error) {
      say({ id, error: toWire(error) });
    } finally {
      cancelled.delete(id);
    }
  }

  const open = new Set<number>();
  parent.listen((message) => {
    const asked = message as ToEngine;
    if ("cancel" in asked) {
      if (open.has(asked.cancel)) cancelled.add(asked.cancel);
      return;
    }
    const { id, call } = asked;
    if (desk.isLight(call)) return void answer(id, call);
    open.add(id);
    last = last.then(() => answer(id, call)).finally(() => open.delete(id));
  });
}
