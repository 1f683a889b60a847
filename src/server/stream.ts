import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { failureOf, languageOf } from "#server/failure.ts";

/**
 * Sends events as they come. A reader who leaves aborts `signal`, and the work ends with its next event.
 * @param closing is sent last, as OpenAI's `[DONE]`
 * @param toError makes of an error what this API's readers expect
 */
export function streamEvents<E>(
  c: Context,
  events: (signal: AbortSignal) => AsyncIterable<E>,
  toError: (failure: ReturnType<typeof failureOf>) => unknown,
  closing?: string,
): Response {
  const leaving = new AbortController();
  const language = languageOf(c.req.header("accept-language"));
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => leaving.abort());
    try {
      for await (const event of events(leaving.signal)) {
        if (leaving.signal.aborted) return;
        await stream.writeSSE({ data: JSON.stringify(event) });
      }
    } catch (error) {
      if (leaving.signal.aborted) return;
      await stream.writeSSE({ data: JSON.stringify(toError(failureOf(error, language))) });
    }
    if (closing !== undefined) await stream.writeSSE({ data: closing });
  });
}
