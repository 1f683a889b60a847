/** A source of numbers in [0, 1), repeatable from its seed. */
export type Random = () => number;

/**
 * Mulberry32: a small generator of 2³² states, good enough to sample and to shuffle.
 * @param seed any whole number; the same seed gives the same numbers on every machine
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
