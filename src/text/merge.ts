/**
 * Byte-pair merging: again and again, the pair of neighbours that was learned first becomes one token.
 * Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", arXiv:1508.07909, §3.2.
 */

/** Which pairs merge, into what, and in which order. */
export class Merges {
  /** left · 2²⁶ + right → index of the merge, which is its rank. */
  readonly #ranks = new Map<number, number>();
  readonly #results: number[] = [];

  /** Adds the next pair in rank. A pair that is known keeps its first rank. */
  add(left: number, right: number, result: number): void {
    const key = left * 67_108_864 + right;
    if (!this.#ranks.has(key)) this.#ranks.set(key, this.#results.length);
    this.#results.push(result);
  }

  /** Rank of the pair, or −1. */
  rank(left: number, right: number): number {
    return this.#ranks.get(left * 67_108_864 + right) ?? -1;
  }

  result(rank: number): number {
    return this.#results[rank] as number;
  }
}

/**
 * Merges `ids` in place by rank, leftmost first among equals, and returns how many are left; `lengths` (of what each
 * token covers) are added up alongside. O(n log n): a heap of candidate pairs over a linked list.
 */
export function mergePairs(merges: Merges, ids: Int32Array, lengths: Int32Array, count: number): number {
  if (count < 2) return count;
  if (count <= 24) return mergeShort(merges, ids, lengths, count);
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    next[i] = i + 1 < count ? i + 1 : -1;
    previous[i] = i - 1;
  }
  const heap = new CandidateHeap(count * 2);
  const consider = (left: number, right: number): void => {
    if (left < 0 || right < 0) return;
    const rank = merges.rank(ids[left] as number, ids[right] as number);
    if (rank >= 0) heap.push(rank * 4_294_967_296 + left);
  };
  for (let i = 0; i + 1 < count; i++) consider(i, i + 1);
  for (let key = heap.pop(); key >= 0; key = heap.pop()) {
    const left = key % 4_294_967_296;
    const rank = (key - left) / 4_294_967_296;
    const right = next[left] as number;
    if ((ids[left] as number) < 0 || right < 0) continue;
    if (merges.rank(ids[left] as number, ids[right] as number) !== rank) continue; // one of the two has merged since
    ids[left] = merges.result(rank);
    lengths[left] = (lengths[left] as number) + (lengths[right] as number);
    ids[right] = -1;
    const after = next[right] as number;
    next[left] = after;
    if (after >= 0) previous[after] = left;
    consider(previous[left] as number, left);
    consider(left, after);
  }
  let kept = 0;
  for (let i = 0; i >= 0; i = next[i] as number) {
    ids[kept] = ids[i] as number;
    lengths[kept] = lengths[i] as number;
    kept++;
  }
  return kept;
}

/** The same for a word: look at all pairs, merge the first in rank. Quadratic, and faster than a heap on few tokens. */
function mergeShort(merges: Merges, ids: Int32Array, lengths: Int32Array, count: number): number {
  let left = count;
  for (;;) {
    let best = -1;
    let at = -1;
    for (let i = 0; i + 1 < left; i++) {
      const rank = merges.rank(ids[i] as number, ids[i + 1] as number);
      if (rank >= 0 && (best < 0 || rank < best)) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) return left;
    ids[at] = merges.result(best);
    lengths[at] = (lengths[at] as number) + (lengths[at + 1] as number);
    ids.copyWithin(at + 1, at + 2, left);
    lengths.copyWithin(at + 1, at + 2, left);
    left--;
  }
}

/** A binary heap of numbers, smallest first. */
class CandidateHeap {
  #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
  }

  push(key: number): void {
    if (this.#size === this.#keys.length) {
      const grown = new Float64Array(this.#size * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const keys = this.#keys;
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((keys[parent] as number) <= key) break;
      keys[i] = keys[parent] as number;
      i = parent;
    }
    keys[i] = key;
  }

  /** The smallest key, or −1 if there is none. */
  pop(): number {
    if (this.#size === 0) return -1;
    const keys = this.#keys;
    const least = keys[0] as number;
    const key = keys[--this.#size] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (keys[child + 1] as number) < (keys[child] as number)) child++;
      if ((keys[child] as number) >= key) break;
      keys[i] = keys[child] as number;
      i = child;
    }
    keys[i] = key;
    return least;
  }
}
