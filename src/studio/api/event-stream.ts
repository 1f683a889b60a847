/**
 * Reads server-sent events, each one JSON value, from a response's body.
 * Source: WHATWG HTML, §9.2.6. Left out: event names, ids and retry, which the studio's API does not use.
 */
export async function* readEvents<E>(body: ReadableStream<Uint8Array>): AsyncGenerator<E> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let pending = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      pending = (pending + (value ?? "")).replaceAll("\r\n", "\n"); // a CRLF may arrive in two pieces
      const events = pending.split("\n\n");
      pending = done ? "" : (events.pop() ?? "");
      for (const event of events) {
        const data = dataOf(event);
        if (data !== "" && data !== "[DONE]") yield JSON.parse(data) as E;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {}); // a reader that leaves stops the work behind the stream
  }
}

/** The `data:` lines of one event, joined. */
const dataOf = (event: string): string =>
  event
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).replace(/^ /, ""))
    .join("\n");
