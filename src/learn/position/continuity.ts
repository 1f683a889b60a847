/** Whether an encoding runs smoothly from position to position. */
import { at } from "#base/assert.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";
import { distanceBetween, positionTable } from "#learn/position/measure.ts";

/** How far neighbouring positions lie apart in a sequence (Euclidean). */
export interface NeighbourDistances {
  readonly smallest: number;
  readonly largest: number;
}

/**
 * |v(p + 1) − v(p)| over a sequence. Equal for sinusoids, √Σ 2(1 − cos ωᵢ), wherever one stands; for bits √(how many
 * flip), so that 7 → 8 is a longer way than 6 → 7.
 */
export function neighbourDistances(encoding: PositionEncoding, length: number): NeighbourDistances {
  const table = positionTable(encoding, length);
  const distances = table.slice(1).map((row, p) => distanceBetween(row, at(table, p)));
  return { smallest: Math.min(...distances), largest: Math.max(...distances) };
}

/**
 * The largest jump: max over whole positions p of |v(p) − v(p − gap)|. As the gap closes, it goes to 0 for a continuous
 * encoding, and stays where it is for one that leaps from value to value.
 * @param gap below 1; 10⁻⁶
 */
export function largestJump(encoding: PositionEncoding, length: number, gap = 1e-6): number {
  let most = 0;
  for (let p = 1; p < length; p++)
    most = Math.max(most, distanceBetween(encoding.vector(p, length), encoding.vector(p - gap, length)));
  return most;
}
