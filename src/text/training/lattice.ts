/** All ways to cut a word into pieces, as arcs from place to place; the likeliest way, and what to expect over all. */
import { Trie } from "#text/trie.ts";

/** The arcs of all words, in flat arrays: word w has places `places[w]` …; the arcs from place p are `arcs[p]` …. */
export interface Lattice {
  /** By word: its first place; one more than there are words. A word of n units has n + 1 places. */
  readonly places: Int32Array;
  /** By place: its first arc; one more than there are places. */
  readonly arcs: Int32Array;
  /** By arc: the piece, and how many units it covers. */
  readonly pieces: Int32Array;
  readonly lengths: Uint8Array;
}

/** Finds every piece at every place of every word. Pieces are at most 255 units long. */
export function latticeOf(words: readonly string[], pieces: readonly string[]): Lattice {
  const trie = new Trie();
  pieces.forEach((piece, id) => {
    trie.add(piece, id);
  });
  const places = new Int32Array(words.length + 1);
  words.forEach((word, w) => {
    places[w + 1] = (places[w] as number) + word.length + 1;
  });
  const arcs = new Int32Array((places[words.length] as number) + 1);
  let found = new Int32Array(1 << 12);
  let lengths = new Uint8Array(1 << 12);
  let count = 0;
  let place = 0;
  for (const word of words)
    for (let i = 0; i <= word.length; i++) {
      for (let end = i, node = 0; end < word.length; ) {
        node = trie.step(node, word.charCodeAt(end++));
        if (node < 0) break;
        const id = trie.value(node);
        if (id < 0) continue;
        if (count === found.length) {
          found = enlarged(found, new Int32Array(count * 2));
          lengths = enlarged(lengths, new Uint8Array(count * 2));
        }
        found[count] = id;
        lengths[count++] = end - i;
      }
      arcs[++place] = count;
    }
  return { places, arcs, pieces: found.slice(0, count), lengths: lengths.slice(0, count) };
}

function enlarged<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** The lattice without the arcs of pieces that `kept` leaves out; pieces get new ids. */
export function thinned({ places, arcs, pieces, lengths }: Lattice, newId: Int32Array): Lattice {
  const left = { arcs: new Int32Array(arcs.length), pieces: new Int32Array(pieces.length), lengths: lengths.slice() };
  let count = 0;
  for (let place = 0; place + 1 < arcs.length; place++) {
    for (let arc = arcs[place] as number; arc < (arcs[place + 1] as number); arc++) {
      const id = newId[pieces[arc] as number] as number;
      if (id < 0) continue;
      left.pieces[count] = id;
      left.lengths[count++] = lengths[arc] as number;
    }
    left.arcs[place + 1] = count;
  }
  return { places, arcs: left.arcs, pieces: left.pieces.slice(0, count), lengths: left.lengths.slice(0, count) };
}

/** What the words come to, cut in all ways, each as often as it is likely (or, by Viterbi, in the likeliest way). */
export interface Expectation {
  /** By piece: how often it is expected to be used. */
  readonly counts: Float64Array;
  /** Σ over words of count · log P(word). */
  readonly logLikelihood: number;
}

/**
 * The E step, by the forward–backward algorithm: log α_j = log Σ exp(log α_i + log p(piece from i to j)), β likewise from
 * the end, and a piece's expected count is Σ exp(α_i + log p + β_j − log P(word)) · count. Kudo 2018, §3.2; O(arcs).
 * @param scores log p by piece
 * @param weights by word: how often it occurs
 */
export function expectedCounts(lattice: Lattice, scores: Float64Array, weights: Float64Array): Expectation {
  const { places, arcs, pieces, lengths } = lattice;
  const counts = new Float64Array(scores.length);
  let logLikelihood = 0;
  let alpha = new Float64Array(256);
  let beta = new Float64Array(256);
  for (let w = 0; w + 1 < places.length; w++) {
    const first = places[w] as number;
    const n = (places[w + 1] as number) - first - 1;
    if (n >= alpha.length) [alpha, beta] = [new Float64Array(2 * n), new Float64Array(2 * n)];
    alpha.fill(Number.NEGATIVE_INFINITY, 1, n + 1);
    alpha[0] = 0;
    for (let i = 0; i < n; i++) {
      const here = alpha[i] as number;
      if (here === Number.NEGATIVE_INFINITY) continue; // inside a character
      for (let arc = arcs[first + i] as number; arc < (arcs[first + i + 1] as number); arc++) {
        const j = i + (lengths[arc] as number);
        alpha[j] = logSum(alpha[j] as number, here + (scores[pieces[arc] as number] as number));
      }
    }
    const whole = alpha[n] as number;
    const weight = weights[w] as number;
    logLikelihood += weight * whole;
    beta[n] = 0;
    for (let i = n - 1; i >= 0; i--) {
      let sum = Number.NEGATIVE_INFINITY;
      const here = (alpha[i] as number) - whole;
      for (let arc = arcs[first + i] as number; arc < (arcs[first + i + 1] as number); arc++) {
        const id = pieces[arc] as number;
        const rest = (scores[id] as number) + (beta[i + (lengths[arc] as number)] as number);
        sum = logSum(sum, rest);
        counts[id] = (counts[id] as number) + weight * Math.exp(here + rest);
      }
      beta[i] = sum;
    }
  }
  return { counts, logLikelihood };
}

/** log(exp a + exp b), without overflow. */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  const least = Math.min(a, b);
  return least < most - 50 ? most : most + Math.log1p(Math.exp(least - most));
}

/**
 * How often each piece stands in the likeliest cuts (Viterbi): argmax Σ log p.
 * @param wholeToo whether a word may be one piece: without, the likeliest of the others
 * @param path is told the pieces of each word, from its end
 */
export function likeliest(
  { places, arcs, pieces, lengths }: Lattice,
  scores: Float64Array,
  path: (word: number, pieces: readonly number[]) => void,
  { wholeToo = true }: { readonly wholeToo?: boolean } = {},
): void {
  let best = new Float64Array(256);
  let by = new Int32Array(256); // the arc that leads here
  let from = new Int32Array(256);
  for (let w = 0; w + 1 < places.length; w++) {
    const first = places[w] as number;
    const n = (places[w + 1] as number) - first - 1;
    if (n >= best.length) [best, by, from] = [new Float64Array(2 * n), new Int32Array(2 * n), new Int32Array(2 * n)];
    best.fill(Number.NEGATIVE_INFINITY, 1, n + 1);
    best[0] = 0;
    for (let i = 0; i < n; i++) {
      const here = best[i] as number;
      if (here === Number.NEGATIVE_INFINITY) continue;
      for (let arc = arcs[first + i] as number; arc < (arcs[first + i + 1] as number); arc++) {
        const length = lengths[arc] as number;
        const score = here + (scores[pieces[arc] as number] as number);
        if (score > (best[i + length] as number) && (wholeToo || length < n)) {
          best[i + length] = score;
          by[i + length] = pieces[arc] as number;
          from[i + length] = i;
        }
      }
    }
    const found: number[] = [];
    if ((best[n] as number) > Number.NEGATIVE_INFINITY)
      for (let end = n; end > 0; end = from[end] as number) found.push(by[end] as number);
    path(w, found);
  }
}
