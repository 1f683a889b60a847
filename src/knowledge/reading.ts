import { fromWire, type WireError } from "#base/error.ts";
import type { Loaded, Loader } from "#knowledge/load/loaded.ts";
import { startThread } from "#platform/host.ts";

/** Reads documents in a thread of its own: parsers are slow, and must not hold up the server. */
export interface Reading {
  /** @throws VitralError `load.*` */
  read(bytes: Uint8Array, name: string): Promise<Loaded & { readonly format: Loader["format"] }>;
  close(): void;
}

export interface ReadRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly name: string;
}
export type ReadAnswer =
  | { readonly id: number; readonly loaded: Loaded & { readonly format: Loader["format"] } }
  | { readonly id: number; readonly error: WireError };

/** Starts the reading thread. */
export function openReading(): Reading {
  const thread = startThread("read", {});
  const waiting = new Map<
    number,
    { resolve: (loaded: Loaded & { format: Loader["format"] }) => void; reject: (error: Error) => void }
  >();
  let next = 0;
  thread.listen((message) => {
    if (message === undefined) {
      for (const { reject } of waiting.values()) reject(new Error("the reading thread ended"));
      waiting.clear();
      return;
    }
    const answer = message as ReadAnswer;
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    thread.hold(waiting.size > 0);
    if ("loaded" in answer) asker?.resolve(answer.loaded);
    else asker?.reject(fromWire(answer.error));
  });
  return {
    read: (bytes, name) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        thread.hold(true);
        thread.post({ id, bytes, name } satisfies ReadRequest);
      }),
    close: () => thread.end(),
  };
}
