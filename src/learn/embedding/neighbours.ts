/** Who is nearest to whom: the distances on which maps are drawn and judged. */

/** ‖xᵢ − xⱼ‖² for all pairs, [N, N], from N rows of C numbers. O(N² · C); at 2,000 points, 32 MB. */
export function squaredDistances(values: Float64Array, count: number, width: number): Float64Array {
  const squares = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const square = squaredDistance(values, width, i, j);
      squares[i * count + j] = square;
      squares[j * count + i] = square;
    }
  return squares;
}

function squaredDistance(values: Float64Array, width: number, i: number, j: number): number {
  let square = 0;
  for (let c = 0, a = i * width, b = j * width; c < width; c++, a++, b++)
    square += ((values[a] as number) - (values[b] as number)) ** 2;
  return square;
}

/** For each point its k nearest others, nearest first, ties by index. */
export interface Neighbours {
  /** [N, k] */
  readonly indices: Int32Array;
  /** [N, k] */
  readonly distances: Float64Array;
}

/** Finds the k nearest by looking at all: O(N² · C) time, O(N) memory. Yields the share done after every 64 points. */
export function* nearestNeighbours(
  values: Float64Array,
  count: number,
  width: number,
  k: number,
): Generator<number, Neighbours> {
  const indices = new Int32Array(count * k);
  const distances = new Float64Array(count * k);
  const best = new Float64Array(k);
  const who = new Int32Array(k);
  for (let i = 0; i < count; i++) {
    let found = 0;
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const square = squaredDistance(values, width, i, j);
      if (found === k && square >= (best[k - 1] as number)) continue;
      let place = found < k ? found++ : k - 1;
      for (; place > 0 && (best[place - 1] as number) > square; place--) {
        best[place] = best[place - 1] as number;
        who[place] = who[place - 1] as number;
      }
      best[place] = square;
      who[place] = j;
    }
    indices.set(who, i * k);
    distances.set(best.map(Math.sqrt), i * k);
    if (i % 64 === 63) yield (i + 1) / count;
  }
  return { indices, distances };
}
