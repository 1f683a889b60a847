import { VitralError } from "#base/error.ts";

/** More than this in one event is no answer of a language model. */
const maxEventCharacters = 4 << 20;

/**
 * The data of server-sent events: lines that end in \n, \r\n or \r; comments and other fields are passed over.
 * @throws VitralError `runtime.cut` if the stream breaks
 */
export async function* eventData(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = "";
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        if (cause instanceof Error && cause.name === "AbortError") throw cause;
        throw new VitralError("runtime.cut", { url }, { cause });
      });
      held += done ? `${decoder.decode()}\n` : decoder.decode(value, { stream: true });
      if (held.length > maxEventCharacters) throw new VitralError("runtime.cut", { url });
      const lines = held.split(/\r\n|\n|\r(?!$)/);
      held = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
