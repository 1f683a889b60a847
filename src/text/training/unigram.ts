/**
 * A Unigram vocabulary, learned: from many pieces, again and again those go whose loss would cost least.
 * Kudo, "Subword Regularization", arXiv:1804.10959, §3.2; details as in SentencePiece's `unigram_model_trainer.cc`.
 */
import { at } from "#base/assert.ts";
import { expectedCounts, type Lattice, latticeOf, likeliest, thinned } from "#text/training/lattice.ts";
import { cutByKind, seedPieces } from "#text/training/seeds.ts";
import { byCodePoint, requireRoom, type WordCounts } from "#text/training/word-counts.ts";

/** One round: the probabilities were estimated anew, and then pieces taken away. */
export interface PruningStep {
  readonly type: "pruning";
  /** Which round it is, from 0. */
  readonly index: number;
  /** Pieces before and after. */
  readonly before: number;
  readonly after: number;
  /** How many of them EM found to be hardly used, so that they went before the pruning. */
  readonly unused: number;
  /** −log₂ P of the texts, by character: how many bits a character costs with the pieces of before. */
  readonly bitsPerCharacter: number;
  /** What the pruning took away, the dearest first; `loss` is what the round's pruning expects of it, in nats by word. */
  readonly removed: readonly { readonly piece: string; readonly loss: number }[];
}

/** What Unigram has learned: pieces, the likeliest first. */
export interface UnigramModel {
  readonly pieces: readonly { readonly piece: string /** log p */; readonly score: number }[];
}

export interface UnigramOptions {
  /** How many pieces there shall be. Fewer, if the texts do not hold so many. */
  readonly pieces: number;
  /** Longest piece, in UTF-16 units; 16. */
  readonly longest?: number;
  /** With how many pieces it begins; 1,000,000. */
  readonly seeds?: number;
  /** What share of the pieces a round keeps; 0.75. */
  readonly keep?: number;
}

/**
 * Learns pieces and their probabilities from words, and yields each round: two steps of EM, then pruning to `keep` of the
 * pieces, but never to fewer than wanted. In the M step, log p = ψ(expected count) − ψ(sum), ψ the digamma function, which
 * makes what is rare rarer (variational Bayes with a sparse prior). A piece's loss is F · (log p(piece) − log p(the
 * likeliest pieces that would stand for it)), F its share of the words.
 *
 * Unlike SentencePiece, single characters always stay, so that every word of the texts can be cut all the time; and the
 * last pieces get their probabilities by an EM step of their own.
 *
 * @throws VitralError `tokenizer.small` if there are more different characters than `pieces`
 */
export function* trainUnigram(
  words: WordCounts,
  { pieces: wanted, longest = 16, seeds = 1_000_000, keep = 0.75 }: UnigramOptions,
): Generator<PruningStep, UnigramModel> {
  const runs = cutByKind(words);
  const { characters, stretches } = seedPieces(runs, longest, seeds);
  requireRoom(wanted, characters.length);
  const fixed = characters.length; // the first ids are the characters', which stay
  const texts = [...runs.keys()].sort(byCodePoint);
  const weights = Float64Array.from(texts, (run) => runs.get(run) as number);
  const characterCount = texts.reduce((sum, run, w) => sum + [...run].length * at(weights, w), 0);

  const first = [...characters, ...stretches];
  let pieces = first.map(({ piece }) => piece);
  const sum = first.reduce((total, { weight }) => total + weight, 0);
  let scores: Float64Array = Float64Array.from(first, ({ weight }) => Math.log(weight / sum));
  let lattice = latticeOf(texts, pieces);
  let bitsPerCharacter = 0;

  /** Keeps `chosen` pieces, which are in the order of their ids. */
  const reduce = (chosen: readonly number[]): void => {
    const newId = new Int32Array(pieces.length).fill(-1);
    chosen.forEach((id, i) => {
      newId[id] = i;
    });
    lattice = thinned(lattice, newId);
    pieces = chosen.map((id) => at(pieces, id));
    scores = Float64Array.from(chosen, (id) => at(scores, id));
  };
  const estimate = (): void => {
    const { counts, logLikelihood } = expectedCounts(lattice, scores, weights);
    bitsPerCharacter = -logLikelihood / Math.LN2 / characterCount;
    const used = [...counts.keys()].filter((id) => id < fixed || at(counts, id) >= leastCount);
    scores = logProbabilities(counts, used);
    if (used.length < pieces.length) reduce(used);
  };

  for (let index = 0; pieces.length > wanted; index++) {
    const before = pieces.length;
    estimate();
    estimate();
    const unused = before - pieces.length;
    const target = Math.max(wanted, Math.floor(keep * pieces.length));
    const losses = lossesOf(lattice, pieces, scores, weights, fixed);
    const ranked = [...losses.keys()]
      .filter((id) => id >= fixed)
      .sort((a, b) => at(losses, b) - at(losses, a) || a - b);
    const leaving = ranked.slice(Math.max(0, target - fixed));
    const removed = leaving.map((id) => ({ piece: at(pieces, id), loss: Math.max(0, at(losses, id)) }));
    const gone = new Set(leaving);
    if (gone.size > 0) reduce([...pieces.keys()].filter((id) => !gone.has(id)));
    yield { type: "pruning", index, before, after: pieces.length, unused, bitsPerCharacter, removed };
  }
  const { counts } = expectedCounts(lattice, scores, weights);
  scores = logProbabilities(counts, [...counts.keys()]);
  const learned = pieces.map((piece, id) => ({ piece, score: rounded(at(scores, id)) }));
  return { pieces: learned.sort((a, b) => b.score - a.score || byCodePoint(a.piece, b.piece)) };
}

/**
 * To nine decimals: so few digits every JSON reader turns into the same number. With all seventeen, serde (which
 * `tokenizers` reads with) may miss the last bit, and then cuts that are equally likely fall otherwise there than here.
 */
const rounded = (score: number): number => Number(score.toFixed(9));

/** A piece that is expected less often than this is taken away at once. SentencePiece: `kExpectedFrequencyThreshold`. */
const leastCount = 0.5;

/** ψ(count) − ψ(sum) for the pieces `used`; the others keep 0, for they leave. */
function logProbabilities(counts: Float64Array, used: readonly number[]): Float64Array {
  const smoothed = (id: number): number => Math.max(leastCount, at(counts, id)); // characters may be hardly used
  const whole = digamma(used.reduce((sum, id) => sum + smoothed(id), 0));
  const scores = new Float64Array(counts.length);
  for (const id of used) scores[id] = digamma(smoothed(id)) - whole;
  return scores;
}

/** ψ(x) = d log Γ(x)/dx, for x > 0: its series for large x, to which ψ(x) = ψ(x + 1) − 1/x leads. */
export function digamma(x: number): number {
  let shift = 0;
  for (; x < 10; x++) shift -= 1 / x;
  const r = 1 / (x * x);
  return shift + Math.log(x) - 0.5 / x - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))));
}

/**
 * By piece, what the texts' log-likelihood would lose by word without it: f being how often it stands in the likeliest
 * cuts, N all pieces in them, and a₁ … a_k what would stand for it,
 * f/W · (log(f/N) − Σ log((f(aᵢ) + f)/(N + f·(k − 1)))), W the number of words. −∞ for what is not used, or is itself
 * better cut.
 */
function lossesOf(
  lattice: Lattice,
  pieces: readonly string[],
  scores: Float64Array,
  weights: Float64Array,
  fixed: number,
): Float64Array {
  const used = new Float64Array(pieces.length);
  likeliest(lattice, scores, (word, path) => {
    for (const id of path) used[id] = at(used, id) + at(weights, word);
  });
  const all = used.reduce((sum, count) => sum + count, 0);
  const words = weights.reduce((sum, weight) => sum + weight, 0);
  const losses = new Float64Array(pieces.length).fill(Number.NEGATIVE_INFINITY);
  likeliest(
    latticeOf(pieces, pieces),
    scores,
    (id, others) => {
      const count = at(used, id);
      const otherScore = others.reduce((sum, other) => sum + at(scores, other), 0);
      if (id < fixed || count === 0 || otherScore > at(scores, id)) return;
      const widened = Math.log(all + count * (others.length - 1));
      const otherwise = others.reduce((sum, other) => sum + Math.log(at(used, other) + count) - widened, 0);
      losses[id] = (count / words) * (Math.log(count / all) - otherwise);
    },
    { wholeToo: false },
  );
  return losses;
}
