/** Parts for training, for choosing and for the final test, between which nothing leaks. */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import type { NearDuplicate } from "#learn/data/near-duplicates.ts";

/** Indices of the examples, each in exactly one part. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

export interface SplitOptions {
  /** Share of the examples for validation; 0.1 */
  readonly validation?: number;
  /** Share for the test; 0.1 */
  readonly test?: number;
  readonly seed?: number;
  /** For each example, who or what it comes from (author, patient, document): one source stays in one part. */
  readonly groups?: readonly (string | number)[];
  /** Pairs that stay together, as `nearDuplicates` finds them. */
  readonly together?: readonly Pick<NearDuplicate, "a" | "b">[];
}

/**
 * Shuffles by the seed and splits, keeping together what belongs together: examples of one group, near-duplicates, and
 * whatever is joined through them (a chain of pairs is one cluster). Clusters go, the largest first, to the part that
 * lacks most of its share, so shares are met as closely as whole clusters allow.
 * @param count how many examples there are
 * @throws VitralError `learn.value` if the shares leave nothing to train on or an index is out of range; `learn.shape` if
 *   there are not as many groups as examples
 */
export function split(count: number, options: SplitOptions = {}): Split {
  const { validation = 0.1, test = 0.1, seed = 0, groups, together = [] } = options;
  if (!(validation >= 0 && test >= 0 && validation + test < 1))
    throw new VitralError("learn.value", {
      what: "validation + test",
      value: `${validation} + ${test}`,
      expected: "0 or more each, below 1 together",
    });
  const clusters = shuffle(clustersOf(count, groups, together), seed).sort((a, b) => b.length - a.length);
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  const wanted = { train: (1 - validation - test) * count, validation: validation * count, test: test * count };
  for (const cluster of clusters) {
    const names = ["train", "validation", "test"] as const;
    const lack = (name: (typeof names)[number]) => (wanted[name] - parts[name].length) / (wanted[name] || 1e-9);
    const name = names.reduce((best, other) => (lack(other) > lack(best) ? other : best));
    parts[name].push(...cluster);
  }
  return parts;
}

/** Sets of indices that are joined through a common group or a pair: union-find (Galler and Fischer, 1964). */
function clustersOf(
  count: number,
  groups: SplitOptions["groups"],
  together: NonNullable<SplitOptions["together"]>,
): number[][] {
  if (groups && groups.length !== count)
    throw new VitralError("learn.shape", { what: "groups", got: `[${groups.length}]`, expected: `[${count}]` });
  const parent = Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    let top = i;
    while (at(parent, top) !== top) top = at(parent, top);
    for (let j = i; j !== top; ) [j, parent[j]] = [at(parent, j), top];
    return top;
  };
  const first = new Map<string | number, number>();
  groups?.forEach((group, i) => {
    parent[root(i)] = root(first.get(group) ?? i);
    if (!first.has(group)) first.set(group, i);
  });
  for (const { a, b } of together) {
    for (const index of [a, b])
      if (!(Number.isInteger(index) && index >= 0 && index < count))
        throw new VitralError("learn.value", { what: "together", value: index, expected: `0 … ${count - 1}` });
    parent[root(a)] = root(b);
  }
  const clusters = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const cluster = clusters.get(root(i)) ?? [];
    cluster.push(i);
    clusters.set(root(i), cluster);
  }
  return [...clusters.values()];
}

/** Every order equally likely (Fisher and Yates; Durstenfeld, 1964). */
function shuffle<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const shuffled = [...list];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [at(shuffled, j), at(shuffled, i)];
  }
  return shuffled;
}
