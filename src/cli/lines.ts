import { VitralError } from "#base/error.ts";
import type { Desk } from "#cli/command.ts";
import { errorOf } from "#cli/failure.ts";

/**
 * `--jsonl`: one JSON value a line on stdin, one result a line on stdout, in order. A line that fails yields
 * `{"error": …}` in its place, and the rest goes on. Ctrl-C ends it after the line at hand.
 * @param expected what each value should be, for the error, and whether it is
 */
export async function eachLine<T>(
  { output, settings, signal }: Desk,
  expected: { readonly what: string; readonly fits: (value: unknown) => value is T },
  answer: (value: T) => unknown,
): Promise<void> {
  let number = 0;
  signal.addEventListener("abort", () => process.stdin.destroy()); // it may be waiting for a line
  for await (const line of linesOf(process.stdin)) {
    if (signal.aborted) return;
    number++;
    if (line.trim() === "") continue;
    try {
      output.json(await answer(parse(line, number, expected)));
    } catch (thrown) {
      output.json({ error: errorOf(thrown, settings.language) });
    }
  }
}

/** A text, as `tokenize` and `embed` take them. */
export const texts = { what: '"…"', fits: (value: unknown): value is string => typeof value === "string" };

/** Ids, as `detokenize` takes them. */
export const idLists = {
  what: "[1, 2, …]",
  fits: (value: unknown): value is number[] => Array.isArray(value) && value.every((id) => Number.isInteger(id)),
};

function parse<T>(
  line: string,
  number: number,
  { what, fits }: { readonly what: string; readonly fits: (value: unknown) => value is T },
): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new VitralError("cli.line", { line: number, expected: what }, { cause });
  }
  if (!fits(value)) throw new VitralError("cli.line", { line: number, expected: what });
  return value;
}

/** Lines end at \n alone: JSON strings may hold every other separator. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const utf8 = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const parts = (rest + utf8.decode(bytes as Uint8Array, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

/** All of stdin: for commands whose text is piped in. */
export async function readStdin(): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const bytes of process.stdin) parts.push(bytes as Uint8Array);
  return new TextDecoder().decode(Buffer.concat(parts));
}
