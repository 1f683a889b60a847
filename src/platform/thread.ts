/**
 * What the engine asks of the place it runs in: Node (`host.node.ts`) or a browser's worker (`host.web.ts`).
 * Import it as `#platform/host.ts`; the build picks the file.
 */
export interface Thread {
  post(message: unknown, transfer?: ArrayBuffer[]): void;
  /** Hears messages, then `undefined` once when the thread has ended. */
  listen(hear: (message: unknown) => void): void;
  /** Whether the process must stay for its sake. Default no. */
  hold(isNeeded: boolean): void;
  end(): void;
}
