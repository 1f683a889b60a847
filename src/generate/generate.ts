import type { Alternative, GenerateEvent, Sampling, Timings } from "#generate/events.ts";
import { largest, logSumExp } from "#generate/largest.ts";
import { sampler } from "#generate/sampler.ts";
import { prefillChunk, type Session } from "#generate/session.ts";
import { stopWatch } from "#generate/stop.ts";
import type { Probe } from "#probe/probe.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

export interface GenerateOptions {
  readonly sampling?: Sampling;
  /** Asked before every chunk of the prompt and every token. */
  readonly isCancelled?: () => boolean;
  readonly probe?: Probe;
}

type TokenEvent = Extract<GenerateEvent, { type: "token" }>;

/**
 * Continues `prompt`, token by token, until the model ends it, a stop string comes, or the room is full. Each step of
 * the iterator computes one token, or one chunk of the prompt, and then leaves the thread to its owner.
 *
 * A token whose text may still turn out to begin a stop string, or is part of a character, is reported once that is
 * clear. The token that ends a turn is not reported. An answer never outgrows the context, whatever `maxTokens` says.
 *
 * @throws VitralError `generate.context` before anything is computed, `generate.empty`, `generate.sampling`, `tokenizer.id`
 */
export function* generate(
  session: Session,
  tokenizer: Tokenizer,
  prompt: Int32Array,
  { sampling = {}, isCancelled = () => false, probe }: GenerateOptions = {},
): Generator<GenerateEvent, void> {
  const pick = chooser(tokenizer, sampling, prompt);
  const watch = stopWatch(sampling.stop ?? []);
  const decoder = tokenizer.stream({ skipSpecial: true });
  const options = probe ? { probe } : {};
  const clock = stopClock(prompt.length);
  clock.cached = session.begin(prompt);
  const room = Math.min(
    sampling.maxTokens ?? Number.POSITIVE_INFINITY,
    session.model.config.contextLength - prompt.length,
  );

  let choice: TokenEvent | undefined;
  for (let done = clock.cached; done < prompt.length; ) {
    if (isCancelled()) return yield clock.done("cancelled", 0);
    const chunk = prompt.subarray(done, done + prefillChunk);
    const logits = session.feed(chunk, options);
    done += chunk.length;
    if (done === prompt.length) choice = pick(logits, []);
    yield { type: "prefill", done, total: prompt.length };
  }
  clock.prefilled();

  const answer: number[] = [];
  let held: TokenEvent | undefined;
  let reason: "stop" | "length" | "cancelled" = "length";
  while (choice && answer.length < room) {
    if (tokenizer.special.ends.has(choice.id)) {
      reason = "stop";
      break;
    }
    answer.push(choice.id);
    if (held) yield held;
    const piece = decoder.push(choice.id);
    const { text, ended } = watch.push(piece);
    held = { ...choice, text };
    if (ended) {
      yield held;
      return yield clock.done("stop", answer.length);
    }
    if (answer.length === room) break;
    if (piece !== "" && !watch.isHolding) {
      yield held;
      held = undefined;
    }
    if (isCancelled()) {
      reason = "cancelled";
      break;
    }
    choice = pick(session.feed(Int32Array.of(choice.id), options), answer);
  }
  if (held) {
    const last = watch.push(decoder.end());
    yield { ...held, text: held.text + last.text + (last.ended ? "" : watch.end()) };
  }
  yield clock.done(reason, answer.length);
}

/** Chooses a token by its logits, and says how likely the model found it and its alternatives. */
function chooser(
  tokenizer: Tokenizer,
  sampling: Sampling,
  prompt: Int32Array,
): (logits: Float32Array, answer: readonly number[]) => TokenEvent {
  const { next } = sampler(sampling);
  const count = sampling.logprobs;
  return (all, answer) => {
    const logits = all.subarray(0, tokenizer.vocabulary); // rows past the vocabulary are padding
    const id = next(logits, prompt, answer);
    const token = { type: "token", id, text: "", bytes: [...tokenizer.bytes(id)] } as const;
    if (count === undefined) return token;
    const whole = logSumExp(all);
    const alternatives = Array.from(largest(logits, count), (other): Alternative => {
      const bytes = tokenizer.bytes(other);
      return { id: other, text: tokenizer.decode([other]), bytes: [...bytes], logprob: (logits[other] ?? 0) - whole };
    });
    return { ...token, logprob: (logits[id] ?? 0) - whole, alternatives };
  };
}

/** Times a generation. */
function stopClock(promptTokens: number) {
  const begun = performance.now();
  let prefillEnd = begun;
  return {
    cached: 0,
    prefilled(): void {
      prefillEnd = performance.now();
    },
    done(finishReason: "stop" | "length" | "cancelled", completionTokens: number): GenerateEvent {
      const rate = (tokens: number, ms: number): number => (tokens > 0 && ms > 0 ? (1000 * tokens) / ms : 0);
      const timings: Timings = {
        promptTokens,
        cachedTokens: this.cached,
        completionTokens,
        firstTokenMs: prefillEnd - begun,
        prefillTokensPerSecond: rate(promptTokens - this.cached, prefillEnd - begun),
        decodeTokensPerSecond: rate(completionTokens - 1, performance.now() - prefillEnd),
      };
      return { type: "done", finishReason, timings };
    },
  };
}
