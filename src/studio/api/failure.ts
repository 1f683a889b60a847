/** What went wrong, in the reader's language. `offline` and `stopped` are found here; other codes are the server's. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A failure on its way up: an Error, so that it can be thrown, with the code that tells it apart. */
export const failed = ({ code, message }: Failure): Error & Failure => Object.assign(new Error(message), { code });

/** Makes of any thrown thing what can be shown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof DOMException && thrown.name === "AbortError") return { code: "stopped", message: "" };
  if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string")
    return { code: thrown.code, message: thrown.message };
  if (thrown instanceof TypeError) return { code: "offline", message: thrown.message }; // what fetch throws when nobody answers
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) };
}
