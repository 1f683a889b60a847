/** Groups without labels: points around k centres. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type Random, seededRandom } from "#base/random.ts";

/** One round: where the centres were, whose point is whose, and how far from them all points are together. */
export interface KMeansStep {
  readonly centres: readonly (readonly number[])[];
  /** For each point, its nearest centre. */
  readonly assignment: readonly number[];
  /** Σ |x − own centre|², which no round makes larger. */
  readonly inertia: number;
}

/**
 * k-means: each point to its nearest centre, each centre to the mean of its points, until nothing changes (Lloyd, 1957).
 * Starts by k-means++: a point at random, then each next one with a probability in proportion to its squared distance
 * from the nearest so far (Arthur and Vassilvitskii, 2007, §2.2). Finds a local optimum: try some seeds. A centre that
 * loses all points stays where it is.
 * Yields each round; the last one is the result. O(N · k · D) a round.
 * @param points N points of D numbers
 * @throws VitralError `learn.value` if k is no whole number from 1 to the count of *different* points;
 *   `learn.shape` if points differ in length
 */
export function* kMeans(
  points: readonly (readonly number[])[],
  k: number,
  { seed = 0, rounds = 100 }: { readonly seed?: number; readonly rounds?: number } = {},
): Generator<KMeansStep, void> {
  const D = points[0]?.length ?? 0;
  for (const point of points)
    if (point.length !== D)
      throw new VitralError("learn.shape", { what: "point", got: `[${point.length}]`, expected: `[${D}]` });
  const different = new Set(points.map((point) => point.join())).size;
  if (!(Number.isInteger(k) && k >= 1 && k <= different))
    throw new VitralError("learn.value", { what: "k", value: k, expected: `1 … ${different}` });
  let centres = firstCentres(points, k, seededRandom(seed));
  let before: string | undefined;
  for (let round = 0; round < rounds; round++) {
    const assignment = points.map((point) => nearest(point, centres));
    const inertia = points.reduce((sum, point, i) => sum + squared(point, at(centres, at(assignment, i))), 0);
    yield { centres, assignment, inertia };
    const now = assignment.join();
    if (now === before) return;
    before = now;
    centres = centres.map((centre, c) => {
      const own = points.filter((_, i) => assignment[i] === c);
      return own.length === 0 ? centre : centre.map((_, d) => own.reduce((sum, p) => sum + at(p, d), 0) / own.length);
    });
  }
}

function firstCentres(points: readonly (readonly number[])[], k: number, random: Random): (readonly number[])[] {
  const centres = [at(points, Math.floor(random() * points.length))];
  while (centres.length < k) {
    const distances = points.map((point) => Math.min(...centres.map((centre) => squared(point, centre))));
    const drawn = random() * distances.reduce((sum, distance) => sum + distance, 0);
    // The first point up to which the shares sum to more than the number drawn. A centre's own share is 0: never again.
    let sum = 0;
    let chosen = -1;
    for (const [i, distance] of distances.entries()) {
      if (distance === 0) continue;
      chosen = i;
      sum += distance;
      if (sum > drawn) break;
    }
    centres.push(at(points, chosen));
  }
  return centres;
}

function nearest(point: readonly number[], centres: readonly (readonly number[])[]): number {
  const distances = centres.map((centre) => squared(point, centre));
  return distances.indexOf(Math.min(...distances));
}

const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, d) => sum + (x - at(b, d)) ** 2, 0);
