import { at } from "#base/assert.ts";
import { logSumExp } from "#generate/largest.ts";
import { prefillChunk, type Session } from "#generate/session.ts";

/** Rows of logits that are held at once. */
const rowsAtOnce = 32;

/**
 * log p(continuationᵢ | prompt, continuation₀ … ᵢ₋₁) for every i: how likely the model finds a given continuation.
 * @returns natural log-probabilities, one for each id of the continuation
 * @throws VitralError `generate.context`, `generate.empty`, `tokenizer.id`
 */
export function score(session: Session, prompt: Int32Array, continuation: Int32Array): Float32Array {
  const all = Int32Array.of(...prompt, ...continuation);
  session.begin(all);
  const cached = session.begin(prompt);
  for (let done = cached; done < prompt.length - 1; done += prefillChunk)
    session.feed(prompt.subarray(done, Math.min(done + prefillChunk, prompt.length - 1)));

  const { vocabulary } = session.model.config;
  const out = new Float32Array(continuation.length);
  for (let from = 0; from < continuation.length; from += rowsAtOnce) {
    const to = Math.min(from + rowsAtOnce, continuation.length);
    const before = prompt.length - 1; // the last of the prompt tells of the continuation's first
    const logits = session.feed(all.subarray(before + from, before + to), { logits: "all" });
    for (let i = from; i < to; i++) {
      const row = logits.subarray((i - from) * vocabulary, (i - from + 1) * vocabulary);
      out[i] = at(row, at(continuation, i)) - logSumExp(row);
    }
  }
  return out;
}
