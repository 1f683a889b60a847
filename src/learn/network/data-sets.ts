/** Small problems in the plane, of which one neuron solves none. Two classes, points [x₁, x₂]; repeatable by seed. */
import { type Random, seededRandom } from "#base/random.ts";
import { gaussian } from "#learn/network/dense.ts";
import type { Example } from "#learn/neuron/neuron.ts";

export interface DataSetOptions {
  /** Standard deviation of the noise added to each coordinate; 0 */
  readonly noise?: number;
}

/** The four corners of XOR, once, without noise. */
export const xor: readonly Example[] = [
  { x: [0, 0], y: 0 },
  { x: [0, 1], y: 1 },
  { x: [1, 0], y: 1 },
  { x: [1, 1], y: 0 },
];

/** XOR as clouds: its four corners by turns, with noise. */
export const xorClouds = (count: number, seed: number, options: DataSetOptions = { noise: 0.1 }): Example[] =>
  scatter(count, seed, options, (i) => xor[i % 4] as Example);

/** A disc of radius ½ (class 1) inside a ring of radius 1 (class 0). */
export const circles = (count: number, seed: number, options: DataSetOptions = {}): Example[] =>
  scatter(count, seed, options, (i, random) => {
    const angle = 2 * Math.PI * random();
    const radius = i % 2 === 0 ? 1 : 0.5 * Math.sqrt(random());
    return { x: [radius * Math.cos(angle), radius * Math.sin(angle)], y: i % 2 === 0 ? 0 : 1 };
  });

/** Two half moons that reach into each other, as in scikit-learn's `make_moons`. */
export const moons = (count: number, seed: number, options: DataSetOptions = {}): Example[] =>
  scatter(count, seed, options, (i, random) => {
    const angle = Math.PI * random();
    return i % 2 === 0
      ? { x: [Math.cos(angle), Math.sin(angle)], y: 0 }
      : { x: [1 - Math.cos(angle), 0.5 - Math.sin(angle)], y: 1 };
  });

/** Two arms of a spiral, one and a half turns each (after Lang and Witbrock, 1988). */
export const spirals = (count: number, seed: number, options: DataSetOptions = {}): Example[] =>
  scatter(count, seed, options, (i, random) => {
    const along = Math.sqrt(random()); // as many points on the outside as the longer way there asks for
    const angle = 3 * Math.PI * along + (i % 2) * Math.PI;
    return { x: [along * Math.cos(angle), along * Math.sin(angle)], y: i % 2 === 0 ? 0 : 1 };
  });

function scatter(
  count: number,
  seed: number,
  { noise = 0 }: DataSetOptions,
  place: (index: number, random: Random) => Example,
): Example[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const { x, y } = place(index, random);
    return { x: x.map((coordinate) => coordinate + noise * gaussian(random)), y };
  });
}
