import { assert } from "#base/assert.ts";
import type { Desk } from "#cli/command.ts";
import type { GenerateEvent, Timings } from "#runtime/runtime.ts";

/** A generation as the contract's JSON tells it. */
export interface Answer {
  readonly text: string;
  /** Empty where a server computes: it does not tell them. */
  readonly ids: readonly number[];
  readonly finishReason: "stop" | "length" | "cancelled";
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number };
  readonly timings: Timings & { readonly loadMs: number };
  /** With `--logprobs`: each token's natural log-probability and its likeliest alternatives. */
  readonly logprobs?: readonly unknown[];
}

/** Gathers a generation; `show` hears each piece of its text as it comes. */
export async function gather(
  events: AsyncIterable<GenerateEvent>,
  loadMs: number,
  show: (piece: string) => void = () => {},
): Promise<Answer> {
  let text = "";
  const ids: number[] = [];
  const logprobs: unknown[] = [];
  let done: Extract<GenerateEvent, { type: "done" }> | undefined;
  for await (const event of events) {
    if (event.type === "done") done = event;
    if (event.type !== "token") continue;
    text += event.text;
    if (event.id >= 0) ids.push(event.id); // a server does not tell them
    if (event.logprob !== undefined) {
      const { id, text: token, bytes, logprob, alternatives = [] } = event;
      logprobs.push({
        ...known(id),
        token,
        bytes,
        logprob,
        top: alternatives.map((each) => ({ ...each, ...known(each.id) })),
      });
    }
    show(event.text);
  }
  assert(done !== undefined, "a generation ends with `done`");
  const { finishReason, timings } = done;
  const usage = { promptTokens: timings.promptTokens, completionTokens: timings.completionTokens };
  const answer = { text, ids, finishReason, usage, timings: { loadMs, ...timings } };
  return logprobs.length > 0 ? { ...answer, logprobs } : answer;
}

const known = (id: number): { readonly id: number | null } => ({ id: id < 0 ? null : id });

/** How fast it went, in a sentence. */
export function speedText({ timings }: Answer, { say, settings: { language } }: Desk): string {
  const number = (value: number): string => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  return say("generate.timings", {
    prompt: timings.promptTokens,
    prefill: number(timings.prefillTokensPerSecond),
    completion: timings.completionTokens,
    decode: number(timings.decodeTokensPerSecond),
    first: number(Math.round(timings.firstTokenMs)),
  });
}
