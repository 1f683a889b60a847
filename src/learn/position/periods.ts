/** How fast each component of an encoding swings: 2, 4, 8 … for bits, 2π/ω for waves. */
import { at } from "#base/assert.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";

/**
 * Each component's period in positions, measured from where it rises through the middle of its range, and accepted only
 * if v(p + period) = v(p) holds all along the sequence.
 * @param length at least two periods, for a period to be seen
 * @returns [C]; undefined where nothing repeats within the length
 */
export function periods(encoding: PositionEncoding, length: number): (number | undefined)[] {
  const places = Array.from({ length: 2 * length - 1 }, (_, i) => i / 2); // twice a position: bits swing every one
  const table = places.map((place) => encoding.vector(place, length));
  return (table[0] ?? []).map((_, c) => {
    const value = (place: number) => at(encoding.vector(place, length), c);
    const column = table.map((row) => at(row, c));
    const [low, high] = column.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
    const middle = (low + high) / 2;
    const rises = column.flatMap((x, i) => (i > 0 && at(column, i - 1) < middle && x >= middle ? [i] : []));
    if (rises.length < 2) return undefined;
    const riseAt = (i: number) => crossing(value, middle, at(places, i - 1), at(places, i));
    const period = (riseAt(at(rises, rises.length - 1)) - riseAt(at(rises, 0))) / (rises.length - 1);
    // At quarters, where no bit flips.
    for (let place = 0.25; place + period < length - 1; place++)
      if (Math.abs(value(place + period) - value(place)) > 1e-6 * (high - low)) return undefined;
    return period;
  });
}

/** Where f rises through `level` between a and b, by halving. */
function crossing(f: (x: number) => number, level: number, a: number, b: number): number {
  let [below, above] = [a, b];
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (f(middle) < level) below = middle;
    else above = middle;
  }
  return above;
}
