import { beforeAll, describe, expect, it } from "vitest";
import { finished } from "#base/finished.ts";
import { seededRandom } from "#base/random.ts";
import { clusterLabels } from "#learn/embedding/cluster-labels.ts";
import { symmetricEigen } from "#learn/embedding/eigen.ts";
import { nearestNeighbours, squaredDistances } from "#learn/embedding/neighbours.ts";
import { type Pca, pca } from "#learn/embedding/pca.ts";
import { flat } from "#learn/embedding/points.ts";
import { conditionalProbabilities, type TsneStep, tsne } from "#learn/embedding/t-sne.ts";
import { trustworthiness } from "#learn/embedding/trustworthiness.ts";
import { umap } from "#learn/embedding/umap.ts";
import { curveOf, fuzzyGraph, smoothDistance } from "#learn/embedding/umap-graph.ts";
import { gaussian } from "#learn/network/dense.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
const cloud = (count: number, deviations: readonly number[], seed: number): number[][] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => deviations.map((deviation) => deviation * gaussian(random)));
};

/** Three clusters in ten dimensions, 12 deviations apart: point i belongs to i mod 3. */
const clusters = cloud(120, Array(10).fill(1), 4).map((point, i) => point.map((x, c) => x + (c === i % 3 ? 12 : 0)));

/** The share of points whose nearest on the map belongs to the same cluster. */
function pure(map: readonly ArrayLike<number>[]): number {
  const { values, count } = flat(map, 2);
  const { indices } = finished(nearestNeighbours(values, count, 2, 1));
  return map.filter((_, i) => indices[i]! % 3 === i % 3).length / map.length;
}

/** Every cluster's points lie nearer to its own centre than to another's. */
function apart(map: readonly ArrayLike<number>[]): boolean {
  const centres = [0, 1, 2].map((c) => {
    const own = map.filter((_, i) => i % 3 === c);
    return [0, 1].map((axis) => own.reduce((sum, point) => sum + point[axis]!, 0) / own.length);
  });
  const far = (point: ArrayLike<number>, c: number): number =>
    Math.hypot(point[0]! - centres[c]![0]!, point[1]! - centres[c]![1]!);
  return map.every((point, i) => [0, 1, 2].every((c) => c === i % 3 || far(point, i % 3) < far(point, c)));
}

describe("principal components", () => {
  it("of points on a line are that line and nothing else", () => {
    const line = [-2, -1, 0, 1, 2].map((t) => [3 * t + 1, 4 * t - 2]);
    const { mean, components, variances, shares, coordinates } = finished(pca(line, 2));
    expect([...mean].map((x) => Math.round(1e9 * x) / 1e9)).toEqual([1, -2]);
    expect(components[0]![0]).toBeCloseTo(0.6, 12);
    expect(components[0]![1]).toBeCloseTo(0.8, 12);
    expect(variances[0]).toBeCloseTo(25 * 2.5, 9); // Σt²/(N − 1) = 10/4
    expect(shares[0]).toBeCloseTo(1, 12);
    expect(variances[1]).toBeCloseTo(0, 9);
    expect(coordinates.map(([x]) => Math.round(1e9 * x!) / 1e9)).toEqual([-10, -5, 0, 5, 10]);
  });

  it("of a turned ellipse are its axes, by the eigenvalues that 2 × 2 gives in closed form", () => {
    const points = cloud(500, [3, 1], 7).map(([x, y]) => [0.8 * x! - 0.6 * y!, 0.6 * x! + 0.8 * y!]);
    const mean = [0, 1].map((c) => points.reduce((sum, p) => sum + p[c]!, 0) / 500);
    const cov = (a: number, b: number): number =>
      points.reduce((sum, p) => sum + (p[a]! - mean[a]!) * (p[b]! - mean[b]!), 0) / 499;
    const [half, root] = [(cov(0, 0) + cov(1, 1)) / 2, Math.hypot((cov(0, 0) - cov(1, 1)) / 2, cov(0, 1))];
    const { variances } = finished(pca(points, 2));
    expect(variances[0]).toBeCloseTo(half + root, 9);
    expect(variances[1]).toBeCloseTo(half - root, 9);
  });

  const check = ({ components, variances, coordinates, shares }: Pca): void => {
    components.forEach((a, i) => {
      components.forEach((b, j) => {
        expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 9);
      });
      const along = coordinates.map((point) => point[i]!);
      const mean = along.reduce((sum, x) => sum + x, 0) / along.length;
      expect(mean).toBeCloseTo(0, 9);
      expect(along.reduce((sum, x) => sum + x * x, 0) / (along.length - 1)).toBeCloseTo(variances[i]!, 9);
    });
    expect([...variances].sort((a, b) => b - a)).toEqual(variances);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-12);
  };

  it("stand at right angles, with the variances that the coordinates have, whatever the seed", () => {
    const points = cloud(200, [5, 4, 3, 2, ...Array(16).fill(0.5)], 3);
    const found = finished(pca(points, 4));
    check(found);
    const again = finished(pca(points, 4, 99));
    for (const [i, component] of found.components.entries())
      expect(dot(component, again.components[i]!)).toBeCloseTo(1, 9);
  });

  it("are found without the covariance where points have more numbers than there are points, and are the same", () => {
    const points = cloud(12, [5, 4, ...Array(28).fill(0.5)], 3);
    const found = finished(pca(points, 3));
    check(found);
    const { values } = symmetricEigen(
      points[0]!.map((_, a) =>
        points[0]!.map((_, b) => {
          const mean = (c: number): number => points.reduce((sum, p) => sum + p[c]!, 0) / 12;
          return points.reduce((sum, p) => sum + (p[a]! - mean(a)) * (p[b]! - mean(b)), 0) / 11;
        }),
      ),
    );
    for (const [i, variance] of found.variances.entries()) expect(variance).toBeCloseTo(values[i]!, 8);
  });

  it("carry all of the variance when all are asked for, and none when all points are one", () => {
    const { shares } = finished(pca(cloud(50, [3, 2, 1], 1), 3));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(finished(pca([[1, 2], [1, 2]], 2)).variances).toEqual([0, 0]); // biome-ignore format: one line
  });

  it("are refused for too few points, other widths and what is no number", () => {
    expect(() => finished(pca([[1, 2]], 1))).toThrow("points is 1");
    expect(() => finished(pca([[1, 2], [1]], 1))).toThrow("point 1 has the shape [1]"); // biome-ignore format: one line
    expect(() => finished(pca([[1], [Number.NaN]], 1))).toThrow("point 1 is NaN");
    expect(() => finished(pca([[1], [2]], 2))).toThrow("count is 2, where 1 … 1");
  });
});

describe("trustworthiness", () => {
  const points = cloud(40, [1, 1, 1], 2);
  it("is 1 for the points themselves, however turned and scaled", () => {
    expect(trustworthiness(points, points)).toBe(1);
    expect(trustworthiness(points, points.map(([x, y, z]) => [2 * z!, -2 * x!, 2 * y!]))).toBe(1); // biome-ignore format: one line
  });

  it("counts by hand what a map invents", () => {
    const line = [0, 1, 2.1, 3.1, 4.2, 5.4, 6.7].map((x) => [x]);
    const map = [0, 1, 2.1, -0.4, 4.2, 5.4, 6.7].map((x) => [x]);
    // The map has one point elsewhere: 3. Who is nearest there, and what rank has it in truth? 0 → 3: the third;
    // 1 → 0: the first; 2 → 1: the second; 3 → 0: the fifth; 4 → 5: the second; 5 → 4 and 6 → 5: the first.
    const beyond = 2 + 0 + 1 + 4 + 1 + 0 + 0;
    expect(trustworthiness(line, map, 1)).toBeCloseTo(1 - (2 / (7 * 1 * (14 - 3 - 1))) * beyond, 12);
  });

  it("is about one half for a map at random, and refuses k ≥ N/2", () => {
    const chance = trustworthiness(cloud(200, [1, 1], 5), cloud(200, [1, 1], 6), 10);
    expect(chance).toBeGreaterThan(0.4);
    expect(chance).toBeLessThan(0.6);
    expect(() => trustworthiness(points, points, 20)).toThrow("k is 20, where 1 … 19");
    expect(() => trustworthiness(points, points.slice(1))).toThrow("points on the map is 39");
  });
});

describe("t-SNE", () => {
  let steps: { divergence: number; iteration: number }[];
  let map: Float64Array[];
  beforeAll(() => {
    steps = [];
    const drawing = tsne(clusters, { perplexity: 15, iterations: 400 });
    let step: IteratorResult<TsneStep, Float64Array[]> = drawing.next();
    for (; !step.done; step = drawing.next()) steps.push({ ...step.value });
    map = step.value;
  });

  it("gives every point as many neighbours as the perplexity says", () => {
    const { values, count, width } = flat(clusters, 4);
    const squares = squaredDistances(values, count, width);
    for (const perplexity of [2, 15, 39]) {
      const p = conditionalProbabilities(squares, count, perplexity);
      for (let i = 0; i < count; i++) {
        const row = p.subarray(i * count, (i + 1) * count);
        expect(row[i]).toBe(0);
        expect(row.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
        expect(Math.exp(-row.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0))).toBeCloseTo(perplexity, 6);
      }
    }
  });

  it("lowers the divergence, and after the exaggeration by every step but few", () => {
    const late = steps.slice(130).map(({ divergence }) => divergence);
    expect(late.at(-1)).toBeLessThan(0.5 * steps[0]!.divergence);
    expect(late.filter((divergence, i) => i > 0 && divergence > late[i - 1]! + 1e-9).length).toBeLessThan(30);
  });

  it("keeps clusters together and apart, and can be trusted", () => {
    expect(pure(map)).toBe(1);
    expect(apart(map)).toBe(true);
    expect(trustworthiness(clusters, map, 5)).toBeGreaterThan(0.9);
  });

  it("draws points that are all the same, and can be left at any step", () => {
    const drawing = tsne(Array(8).fill([1, 2, 3]), { iterations: 20 });
    expect(drawing.next().value).toMatchObject({ iteration: 0, iterations: 20 });
    for (const [x, y] of finished(drawing)) expect(Number.isFinite(x! + y!)).toBe(true);
    const left = tsne(clusters);
    left.next();
    left.return([]);
    expect(left.next().done).toBe(true);
    expect(() => finished(tsne(clusters, { perplexity: 60 }))).toThrow("perplexity is 60");
  });
});

describe("UMAP", () => {
  it("finds for its curve the a and b of the authors' program", () => {
    const { a, b } = curveOf(0.1);
    expect(a).toBeCloseTo(1.577, 2);
    expect(b).toBeCloseTo(0.895, 2);
  });

  it("measures distance so that every point has log₂ k neighbours", () => {
    const { rho, sigma } = smoothDistance(Float64Array.of(0, 1, 2, 3, 5, 8, 9, 10));
    expect(rho).toBe(1);
    const sum = [0, 1, 2, 3, 5, 8, 9, 10].reduce((all, d) => all + Math.exp(-Math.max(0, d - rho) / sigma), 0);
    expect(sum).toBeCloseTo(3, 6);
  });

  it("unites both directions of an edge as sure or sure", () => {
    const { values, count, width } = flat([[0], [1], [3], [6]], 4);
    const edges = fuzzyGraph(finished(nearestNeighbours(values, count, width, 2)), count, 2);
    expect(new Set(edges.map(({ from, to }) => `${from}-${to}`)).size).toBe(edges.length);
    for (const { from, to, weight } of edges) {
      expect(from).toBeLessThan(to);
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThanOrEqual(1);
    }
    expect(edges.find(({ from, to }) => from === 0 && to === 1)!.weight).toBe(1); // nearest of each other
  });

  it("keeps clusters together and apart, can be trusted, and draws the same again for the same seed", () => {
    const map = finished(umap(clusters, { epochs: 200, seed: 1 }));
    expect(pure(map)).toBe(1);
    expect(apart(map)).toBe(true);
    expect(trustworthiness(clusters, map, 5)).toBeGreaterThan(0.85);
    expect(finished(umap(clusters, { epochs: 200, seed: 1 }))).toEqual(map);
    expect(finished(umap(clusters, { epochs: 200, seed: 2 }))).not.toEqual(map);
  });

  it("tells how far it is, and can be left at any step", () => {
    const steps = [...umap(clusters, { epochs: 3 })].map(({ stage, done }) => `${stage} ${done.toFixed(2)}`);
    expect(steps).toEqual(["neighbours 0.53", "neighbours 1.00", "layout 0.33", "layout 0.67", "layout 1.00"]);
    const left = umap(clusters);
    left.next();
    left.return([]);
    expect(left.next().done).toBe(true);
    expect(() => finished(umap(clusters, { neighbours: 120 }))).toThrow("neighbours is 120, where 2 … 119");
  });

  it("draws points that are all the same without losing them", () => {
    for (const [x, y] of finished(umap(Array(8).fill([1, 2]), { epochs: 20 })))
      expect(Number.isFinite(x! + y!)).toBe(true);
  });
});

describe("labels of clusters", () => {
  const texts = [
    "The river Nile flows",
    "the longest river is the Nile",
    "the planet Mars is red",
    "the planet Venus is hot",
  ];
  it("are the words that tell a cluster from the others, not those that all have", () => {
    const labels = clusterLabels(texts, [0, 0, 1, 1], 2).map((words) => words.map(([word]) => word));
    expect(labels[0]).toEqual(["nile", "river"]);
    expect(labels[1]![0]).toBe("planet");
    expect(labels.flat()).not.toContain("the");
  });

  it("weigh by the formula, and are empty for an empty cluster", () => {
    const [first, empty] = clusterLabels(["a a b", "b"], [0, 2]);
    expect(first).toEqual([
      ["a", (2 / 3) * Math.log(1 + 4 / 3 / 2)],
      ["b", (1 / 3) * Math.log(1 + 4 / 3 / 2)],
    ]);
    expect(empty).toEqual([]);
    expect(() => clusterLabels(texts, [0])).toThrow("assignment has the shape [1]");
  });
});
