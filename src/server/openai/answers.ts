import type { Alternative, GenerateEvent, Timings } from "#runtime/runtime.ts";

type TokenEvent = Extract<GenerateEvent, { type: "token" }>;

export const usageOf = ({ promptTokens, completionTokens, cachedTokens }: Timings): object => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

/** OpenAI knows no cancelling: who cancelled is not there to read it. */
export const finishOf = (reason: string): string => (reason === "length" ? "length" : "stop");

/** A chat's log-probabilities of one token. */
export const chatLogprob = ({ text, bytes, logprob = 0, alternatives = [] }: TokenEvent): object => ({
  token: tokenText({ text, bytes }),
  bytes,
  logprob,
  top_logprobs: alternatives.map((other) => ({ token: tokenText(other), bytes: other.bytes, logprob: other.logprob })),
});

/** The older form, of plain completions. */
export function legacyLogprobs(tokens: readonly TokenEvent[]): object {
  const offsets: number[] = [];
  let at = 0;
  for (const { text } of tokens) {
    offsets.push(at);
    at += text.length;
  }
  return {
    tokens: tokens.map(tokenText),
    token_logprobs: tokens.map(({ logprob }) => logprob ?? 0),
    top_logprobs: tokens.map(({ alternatives = [] }) =>
      Object.fromEntries(alternatives.map((other: Alternative) => [tokenText(other), other.logprob])),
    ),
    text_offset: offsets,
  };
}

/** A token's own text; part of a character by its bytes, as OpenAI writes them. */
function tokenText({ text, bytes }: { readonly text: string; readonly bytes: readonly number[] }): string {
  const whole = new TextDecoder().decode(Uint8Array.from(bytes));
  if (!whole.includes("\ufffd")) return whole || text;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
}
