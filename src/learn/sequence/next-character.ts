/**
 * Next-character prediction and teacher forcing. In training, each step is given the true character before it, whatever
 * the model would have said (Williams and Zipser, 1989): all places learn at once. Left alone, a model goes on from its
 * own words, so that one error leads to the next ("exposure bias": Bengio et al., arXiv:1506.03099).
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import type { Random } from "#base/random.ts";
import { logSoftmax } from "#learn/network/softmax.ts";
import type { Tensor } from "#learn/network/tensor.ts";
import { type Batch, likeliest, type SequenceModel } from "#learn/sequence/sequence-model.ts";

/** A text as numbers: each character (code point) is its place in the sorted alphabet. */
export interface Characters {
  readonly alphabet: readonly string[];
  readonly ids: readonly number[];
}

export function charactersOf(text: string): Characters {
  const characters = [...text];
  const alphabet = [...new Set(characters)].sort();
  const places = new Map(alphabet.map((character, id) => [character, id]));
  return { alphabet, ids: characters.map((character) => places.get(character) as number) };
}

/**
 * Random pieces of a text with the following character as every place's target: teacher forcing.
 * @param ids of the text
 * @returns [batch, length]
 * @throws VitralError `learn.value` if the text is no longer than a piece
 */
export function nextCharacters(
  ids: readonly number[],
  { length, batch }: { readonly length: number; readonly batch: number },
  random: Random,
): Batch {
  if (ids.length <= length)
    throw new VitralError("learn.value", { what: "text.length", value: ids.length, expected: `more than ${length}` });
  const starts = Array.from({ length: batch }, () => Math.floor(random() * (ids.length - length)));
  return {
    ids: starts.flatMap((start) => ids.slice(start, start + length)),
    targets: starts.flatMap((start) => ids.slice(start + 1, start + length + 1)),
    shape: [batch, length],
  };
}

/** One character as the model meets it. */
export interface PredictionStep {
  /** The character that the model was given last: the true one, or its own */
  readonly given: number;
  readonly predicted: number;
  readonly truth: number;
  /** −ln p(truth), in nats */
  readonly surprise: number;
}

/**
 * Predicts a text twice after the same beginning: with the truth given at each step, and with the model's own likeliest
 * characters given back to it.
 * @param ids   the true text
 * @param known how many characters both runs are given, at least 1
 * @returns for each further character. O(n) passes for the free run
 * @throws VitralError `learn.value` if nothing is known, or nothing is left to predict
 */
export function forcedAndFree(
  model: SequenceModel,
  ids: readonly number[],
  known: number,
): { readonly forced: readonly PredictionStep[]; readonly free: readonly PredictionStep[] } {
  if (!Number.isInteger(known) || known < 1 || known >= ids.length)
    throw new VitralError("learn.value", { what: "known", value: known, expected: `1 … ${ids.length - 1}` });
  /** What the model says at place t, from the logits of a pass over `seen`. */
  const stepAt = (logits: Tensor, seen: readonly number[], t: number): PredictionStep => {
    const [truth, V] = [at(ids, t + 1), at(logits.shape, 2)];
    const surprise = -at(logSoftmax(logits).data, t * V + truth);
    return { given: at(seen, t), predicted: at(likeliest(logits), t), truth, surprise };
  };
  const places = Array.from({ length: ids.length - known }, (_, i) => known - 1 + i);
  const { logits } = model.run(ids.slice(0, -1), [1, ids.length - 1]); // the truth is there already: one pass
  const forced = places.map((t) => stepAt(logits, ids, t));
  const own = ids.slice(0, known);
  const free = places.map((t) => {
    const step = stepAt(model.run(own, [1, own.length]).logits, own, t);
    own.push(step.predicted);
    return step;
  });
  return { forced, free };
}
