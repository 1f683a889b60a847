/** What can be said of any position encoding by looking at its vectors: their size, and whether they tell positions apart. */
import { at } from "#base/assert.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";

/** Vectors of the positions 0 … length − 1, [length, C]. */
export const positionTable = ({ vector }: PositionEncoding, length: number): number[][] =>
  Array.from({ length }, (_, position) => vector(position, length));

/**
 * The largest |component| in a sequence: what may drown the tokens' own embeddings, if it grows with the length.
 * @throws VitralError `learn.value` if the encoding does not reach so far
 */
export const largestValue = (encoding: PositionEncoding, length: number): number =>
  positionTable(encoding, length).reduce((most, row) => row.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);

/** Two places that the encoding does not tell apart. */
export interface Ambiguity {
  readonly position: number;
  readonly length: number;
  readonly otherPosition: number;
  readonly otherLength: number;
}

/**
 * Different positions, in sequences of these lengths, with one and the same vector: 2 of 5 and 4 of 10, for p / length.
 * @returns each ambiguous place once, with the first place that has its vector; none if all are told apart
 */
export function ambiguities(encoding: PositionEncoding, lengths: readonly number[]): Ambiguity[] {
  const first = new Map<string, { readonly position: number; readonly length: number }>();
  const found: Ambiguity[] = [];
  for (const length of lengths)
    for (let position = 0; position < length; position++) {
      const key = encoding.vector(position, length).join(" ");
      const other = first.get(key);
      if (other === undefined) first.set(key, { position, length });
      else if (other.position !== position)
        found.push({ position: other.position, length: other.length, otherPosition: position, otherLength: length });
    }
  return found;
}

/** The two positions of one sequence whose vectors are closest. */
export interface ClosestPositions {
  readonly first: number;
  readonly second: number;
  /** Euclidean; 0 if the vectors do not tell them apart */
  readonly distance: number;
}

/**
 * Whether each position of a sequence has a vector of its own, and how clearly.
 * @param length 2 or more
 * @returns O(length² · C)
 */
export function closestPositions(encoding: PositionEncoding, length: number): ClosestPositions {
  const table = positionTable(encoding, length);
  let closest: ClosestPositions = { first: 0, second: 1, distance: Number.POSITIVE_INFINITY };
  for (let second = 1; second < length; second++)
    for (let first = 0; first < second; first++) {
      const distance = distanceBetween(at(table, first), at(table, second));
      if (distance < closest.distance) closest = { first, second, distance };
    }
  return closest;
}

/** √Σ(aᵢ − bᵢ)² */
export const distanceBetween = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - at(b, i)) ** 2, 0));

/** How many numbers training has to find. */
export const trainableNumbers = ({ parameters }: PositionEncoding): number =>
  parameters.reduce((sum, { data }) => sum + data.length, 0);
