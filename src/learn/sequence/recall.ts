/**
 * The recall task: the first token is to be named at the end, whatever came between. It takes nothing but memory, so that
 * the distance alone makes it hard (after Hochreiter and Schmidhuber, 1997, experiment 2).
 */
import { VitralError } from "#base/error.ts";
import type { Random } from "#base/random.ts";
import { type Batch, notAsked } from "#learn/sequence/sequence-model.ts";

export interface RecallOptions {
  /** Symbols to remember one of, ids 0 … symbols − 1; 4. A guess is right once in so many times. */
  readonly symbols?: number;
  /** Tokens that only stand between, ids after the symbols'; 4 */
  readonly fillers?: number;
  /** Steps from the first token to the question */
  readonly distance: number;
  /** Sequences in the batch */
  readonly batch: number;
}

/** How many ids the task uses: symbols, fillers and the question mark. */
export const recallVocabulary = ({
  symbols = 4,
  fillers = 4,
}: Pick<RecallOptions, "symbols" | "fillers"> = {}): number => symbols + fillers + 1;

/**
 * Sequences "s f f … f ?": a random symbol, distance − 1 random fillers, and the question, at which s is the target.
 * @returns ids [batch, distance + 1]
 * @throws VitralError `learn.value` if the distance is no whole number above 0
 */
export function recall({ symbols = 4, fillers = 4, distance, batch }: RecallOptions, random: Random): Batch {
  if (!Number.isSafeInteger(distance) || distance < 1)
    throw new VitralError("learn.value", { what: "distance", value: distance, expected: "a whole number above 0" });
  const draw = (count: number) => Math.floor(random() * count);
  const sequences = Array.from({ length: batch }, () => [
    draw(symbols),
    ...Array.from({ length: distance - 1 }, () => symbols + draw(fillers)),
    symbols + fillers,
  ]);
  return {
    ids: sequences.flat(),
    targets: sequences.flatMap(([first]) => [...Array<number>(distance).fill(notAsked), first as number]),
    shape: [batch, distance + 1],
  };
}
