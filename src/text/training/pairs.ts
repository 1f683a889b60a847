/**
 * The neighbours in all words: how often each pair occurs, where, and which is the most frequent. Flat arrays under an
 * open-addressed table, because a training asks for millions of pairs.
 */
export class Pairs {
  #slots = new Int32Array(1 << 12).fill(-1);
  #mask = (1 << 12) - 1;
  #size = 0;
  #lefts = new Int32Array(1 << 11);
  #rights = new Int32Array(1 << 11);
  #counts = new Float64Array(1 << 11);
  /** By pair: the last of its places, which leads to those before. */
  #lastPlace = new Int32Array(1 << 11);
  #places = new Int32Array(1 << 12);
  #placeBefore = new Int32Array(1 << 12);
  #placeCount = 0;
  readonly #queue: PairQueue = new PairQueue((a, b) => this.#precedes(a, b));

  left(pair: number): number {
    return this.#lefts[pair] as number;
  }

  right(pair: number): number {
    return this.#rights[pair] as number;
  }

  count(pair: number): number {
    return this.#counts[pair] as number;
  }

  /** One more place where `left` stands before `right`, in a word that occurs `weight` times. Returns the pair. */
  add(left: number, right: number, weight: number, place: number): number {
    const pair = this.#find(left, right);
    this.#counts[pair] = (this.#counts[pair] as number) + weight;
    if (this.#placeCount === this.#places.length) {
      this.#places = grown(this.#places);
      this.#placeBefore = grown(this.#placeBefore);
    }
    this.#places[this.#placeCount] = place;
    this.#placeBefore[this.#placeCount] = this.#lastPlace[pair] as number;
    this.#lastPlace[pair] = this.#placeCount++;
    return pair;
  }

  /** One place less. The place itself stays listed: whoever takes the places must look whether the pair is still there. */
  remove(left: number, right: number, weight: number): void {
    const pair = this.#find(left, right);
    this.#counts[pair] = (this.#counts[pair] as number) - weight;
  }

  /** The places of the pair, ascending, which it thereby loses. */
  takePlaces(pair: number): Int32Array {
    const places: number[] = [];
    for (let at = this.#lastPlace[pair] as number; at >= 0; at = this.#placeBefore[at] as number)
      places.push(this.#places[at] as number);
    this.#lastPlace[pair] = -1;
    return Int32Array.from(places).sort();
  }

  /** Puts the pair in line by its present count. To be called when a count has grown; those that shrink need not. */
  enqueue(pair: number): void {
    this.#queue.push(pair, this.#counts[pair] as number);
  }

  /** The most frequent pair, among equals that of the smallest ids; −1 if none is left. */
  takeMostFrequent(): number {
    for (;;) {
      const [pair, count] = this.#queue.pop();
      if (pair < 0) return -1;
      const now = this.#counts[pair] as number;
      if (now === count) return pair;
      if (now > 0) this.#queue.push(pair, now); // it has shrunk since it was put in line
    }
  }

  #precedes(a: number, b: number): boolean {
    const [left, other] = [this.#lefts[a] as number, this.#lefts[b] as number];
    return left < other || (left === other && (this.#rights[a] as number) < (this.#rights[b] as number));
  }

  #find(left: number, right: number): number {
    let slot = hash(left, right) & this.#mask;
    for (; ; slot = (slot + 1) & this.#mask) {
      const pair = this.#slots[slot] as number;
      if (pair < 0) break;
      if (this.#lefts[pair] === left && this.#rights[pair] === right) return pair;
    }
    const pair = this.#size++;
    if (this.#size * 2 > this.#mask) {
      this.#grow();
      slot = this.#freeSlot(left, right);
    }
    this.#slots[slot] = pair;
    this.#lefts[pair] = left;
    this.#rights[pair] = right;
    this.#lastPlace[pair] = -1;
    return pair;
  }

  #freeSlot(left: number, right: number): number {
    let slot = hash(left, right) & this.#mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    this.#mask = this.#slots.length - 1;
    this.#lefts = grown(this.#lefts);
    this.#rights = grown(this.#rights);
    this.#lastPlace = grown(this.#lastPlace);
    const counts = new Float64Array(this.#counts.length * 2);
    counts.set(this.#counts);
    this.#counts = counts;
    for (let pair = 0; pair < this.#size - 1; pair++)
      this.#slots[this.#freeSlot(this.#lefts[pair] as number, this.#rights[pair] as number)] = pair;
  }
}

/** A binary heap of pairs by the counts that they were pushed with, the highest first. */
class PairQueue {
  readonly #pairs: number[] = [];
  readonly #counts: number[] = [];
  readonly #precedes: (a: number, b: number) => boolean;

  /** @param precedes order of pairs whose counts are equal */
  constructor(precedes: (a: number, b: number) => boolean) {
    this.#precedes = precedes;
  }

  push(pair: number, count: number): void {
    let i = this.#pairs.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(pair, count, parent)) break;
      this.#put(i, this.#pairs[parent] as number, this.#counts[parent] as number);
      i = parent;
    }
    this.#put(i, pair, count);
  }

  /** The first pair and its count; [−1, 0] if there is none. */
  pop(): readonly [pair: number, count: number] {
    const first = [this.#pairs[0] ?? -1, this.#counts[0] ?? 0] as const;
    const pair = this.#pairs.pop();
    const count = this.#counts.pop();
    const size = this.#pairs.length;
    if (pair === undefined || count === undefined || size === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(this.#pairs[child + 1] as number, this.#counts[child + 1] as number, child))
        child++;
      if (this.#before(pair, count, child)) break;
      this.#put(i, this.#pairs[child] as number, this.#counts[child] as number);
      i = child;
    }
    this.#put(i, pair, count);
    return first;
  }

  #before(pair: number, count: number, other: number): boolean {
    const otherCount = this.#counts[other] as number;
    return count > otherCount || (count === otherCount && this.#precedes(pair, this.#pairs[other] as number));
  }

  #put(i: number, pair: number, count: number): void {
    this.#pairs[i] = pair;
    this.#counts[i] = count;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

const hash = (left: number, right: number): number => {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};
