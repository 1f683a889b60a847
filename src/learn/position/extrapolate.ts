/** What a model meets in a sequence longer than those it was trained on. */
import { at } from "#base/assert.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";
import { distanceBetween, positionTable } from "#learn/position/measure.ts";

export interface Extrapolation {
  /** Whether the encoding has vectors for all of the longer sequence. */
  readonly isDefined: boolean;
  /**
   * How far a component leaves the range that it had in training, the most of all; NaN if not defined. Bounded is not
   * seen: the slow waves of a sinusoid have not yet swung through their range when training ends.
   */
  readonly beyondRange: number;
  /** How far the vector of a position known from training moves, the most of all; NaN if not defined. */
  readonly moved: number;
}

/**
 * Compares the vectors of a longer sequence with those of training.
 * @param trained the length in training
 * @param length  longer
 */
export function extrapolation(encoding: PositionEncoding, trained: number, length: number): Extrapolation {
  if (length > encoding.longest) return { isDefined: false, beyondRange: Number.NaN, moved: Number.NaN };
  const [known, all] = [positionTable(encoding, trained), positionTable(encoding, length)];
  const excess = at(known, 0).map((_, c) => {
    const [low, high] = range(known.map((row) => at(row, c)));
    const [lowest, highest] = range(all.map((row) => at(row, c)));
    return Math.max(low - lowest, highest - high, 0);
  });
  return {
    isDefined: true,
    beyondRange: excess.reduce((a, b) => Math.max(a, b), 0),
    moved: known.reduce((most, row, p) => Math.max(most, distanceBetween(row, at(all, p))), 0),
  };
}

const range = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
