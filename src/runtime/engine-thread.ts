import { fromWire, VitralError } from "#base/error.ts";
import { startThread } from "#platform/host.ts";
import type { Thread } from "#platform/thread.ts";
import type { EngineCall, EngineStart, EngineValues, FromEngine, Opened, ToEngine } from "#runtime/protocol.ts";
import type { GenerateEvent } from "#runtime/runtime.ts";

/** Who waits for a call. */
interface Caller {
  event(event: GenerateEvent): void;
  value(value: unknown): void;
  error(error: unknown): void;
}

/** The thread as it runs now: it may be lost, and another takes its place. */
interface Running {
  readonly thread: Thread;
  readonly opened: Promise<Opened>;
  readonly callers: Map<number, Caller>;
}

/**
 * A model in a thread of its own. A thread that dies, or that fails in a way of its own, takes its calls with it
 * (`engine.lost`); the next call starts another.
 */
export class EngineThread {
  readonly #start: EngineStart;
  readonly #onProgress: ((share: number) => void) | undefined;
  #running: Running | undefined;
  #nextId = 0;
  #isClosed = false;

  constructor(start: EngineStart, onProgress?: (share: number) => void) {
    this.#start = start;
    this.#onProgress = onProgress;
  }

  /** What the model is, once it is loaded. @throws VitralError as `openModel` does */
  opened(): Promise<Opened> {
    return this.#run().opened;
  }

  /** One answer to one call. An abort rejects at once; the thread stops at its next step. */
  async call<K extends keyof EngineValues>(
    call: Extract<EngineCall, { do: K }>,
    signal?: AbortSignal,
  ): Promise<EngineValues[K]> {
    const running = this.#run();
    await running.opened;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal?.reason);
      };
      const settle = (): void => signal?.removeEventListener("abort", abort);
      const cancel = this.#ask(running, call, {
        event: () => {},
        value: (value) => {
          settle();
          resolve(value as EngineValues[K]);
        },
        error: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener("abort", abort);
    });
  }

  /** The events of a call. An abort, or leaving the loop, stops the thread at its next step. */
  async *events(call: EngineCall, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    const running = this.#run();
    await running.opened;
    const queue: GenerateEvent[] = [];
    let end: { readonly error?: unknown } | undefined;
    let wake = (): void => {};
    const cancel = this.#ask(running, call, {
      event(event) {
        queue.push(event);
        wake();
      },
      value() {
        end = {};
        wake();
      },
      error(error) {
        end = { error };
        wake();
      },
    });
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel);
    try {
      for (;;) {
        for (let event = queue.shift(); event; event = queue.shift()) yield event;
        if (end?.error !== undefined) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal?.removeEventListener("abort", cancel);
      if (!end) cancel();
    }
  }

  /** Ends the thread as if it had died. */
  kill(): void {
    this.#running?.thread.end();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#running) this.#lose(this.#running, "engine.closed");
  }

  /** Sends a call; returns how to stop it. */
  #ask({ thread, callers }: Running, call: EngineCall, caller: Caller): () => void {
    const id = this.#nextId++;
    callers.set(id, caller);
    thread.hold(true);
    thread.post({ id, call } satisfies ToEngine);
    return () => {
      if (callers.has(id)) thread.post({ cancel: id } satisfies ToEngine);
    };
  }

  #run(): Running {
    if (this.#isClosed) throw new VitralError("engine.closed", {});
    this.#running ??= this.#open();
    return this.#running;
  }

  #open(): Running {
    const thread = startThread("engine", this.#start);
    const callers = new Map<number, Caller>();
    const opened = new Promise<Opened>((resolve, reject) => {
      thread.hold(true);
      thread.listen((heard) => {
        const message = heard as FromEngine | undefined;
        if (message === undefined) {
          reject(new VitralError("engine.lost", {}));
          this.#lose(running);
        } else if ("progress" in message) this.#onProgress?.(message.progress);
        else if ("opened" in message) {
          resolve(message.opened);
          thread.hold(callers.size > 0);
        } else if ("failed" in message) {
          reject(fromWire(message.failed));
          this.#lose(running);
        } else this.#hear(running, message);
      });
    });
    opened.catch(() => {}); // whoever asks gets the error
    const running: Running = { thread, opened, callers };
    return running;
  }

  #hear(running: Running, message: Extract<FromEngine, { id: number }>): void {
    const { callers, thread } = running;
    const caller = callers.get(message.id);
    if (!caller) return;
    if ("event" in message) {
      caller.event(message.event);
      return;
    }
    callers.delete(message.id);
    if (callers.size === 0) thread.hold(false);
    if ("value" in message) {
      caller.value(message.value);
      return;
    }
    caller.error(fromWire(message.error));
    if (/^(engine[.]|internal$)/.test(message.error.code)) this.#lose(running); // who knows what state it is in
  }

  #lose(running: Running, why: "engine.lost" | "engine.closed" = "engine.lost"): void {
    if (this.#running === running) this.#running = undefined;
    running.thread.end();
    for (const caller of running.callers.values()) caller.error(new VitralError(why, {}));
    running.callers.clear();
  }
}
