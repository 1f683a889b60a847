/**
 * Skip-gram with negative sampling: words that stand among the same words get vectors of the same direction.
 * Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality", arXiv:1310.4546, §2.2.
 */
import { VitralError } from "#base/error.ts";
import { type Random, seededRandom } from "#base/random.ts";
import { type EmbeddingTable, embeddingTable } from "#learn/embedding/table.ts";
import type { Numbers } from "#learn/network/tensor.ts";

export interface SkipGramOptions {
  /** C, numbers in a vector; 32 */
  readonly width?: number;
  /** How far a context word may stand; for each word a reach is drawn from 1 … window. 4 */
  readonly window?: number;
  /** K, noise words for each pair; 5 */
  readonly negatives?: number;
  /** How often the corpus is read; 20 */
  readonly epochs?: number;
  /** η at the beginning; it falls along a line to a ten-thousandth. 0.05 */
  readonly learningRate?: number;
  /** Words that occur less often are left out; 1 */
  readonly least?: number;
  /** t: a word of frequency f is skipped with probability 1 − √(t/f) (§2.3); none */
  readonly subsample?: number;
  /** 0 */
  readonly seed?: number;
}

/** A sentence was read. */
export interface SkipGramStep {
  readonly epoch: number;
  /** Which sentence of the corpus. */
  readonly sentence: number;
  /** Share of the training that is done, in (0, 1]. */
  readonly done: number;
  /** Mean of the loss over the sentence's pairs, before each moved the vectors; NaN if it had none. */
  readonly loss: number;
  readonly learningRate: number;
  /** The vectors as they are now: the same table at every step. */
  readonly table: EmbeddingTable;
}

/**
 * For each word w and each word o around it, one step down the gradient of
 *
 *   L = −log σ(u_o·v_w) − Σₖ log σ(−u_k·v_w),   k = 1 … K noise words, drawn by (their count)^¾,
 *
 * v being the vectors that are kept and u those of words as context, from zero. ∂L/∂v = Σ (σ(u·v) − y) u and
 * ∂L/∂u = (σ(u·v) − y) v, with y = 1 for o and 0 for noise.
 *
 * @param sentences words, sentence by sentence: no window reaches across
 * @returns the table of v, its words by falling frequency
 * @throws VitralError `learn.value` if fewer than two different words are left
 * @example for (const { done, loss } of skipGram(sentences)) draw(done, loss);
 */
export function* skipGram(
  sentences: readonly (readonly string[])[],
  options: SkipGramOptions = {},
): Generator<SkipGramStep, EmbeddingTable> {
  const { width = 32, window = 4, negatives = 5, epochs = 20, learningRate: first = 0.05, seed = 0 } = options;
  const { tokens, counts } = frequentWords(sentences, options.least ?? 1);
  const table = embeddingTable(tokens, width, seed);
  const v = table.vectors.data;
  const u = new Float32Array(v.length);
  const random = seededRandom(seed + 1);
  const noise = noiseSampler(counts, random);
  const keep = keepProbability(counts, options.subsample);
  const texts = sentences.map((words) => words.map((word) => table.ids.get(word) ?? -1).filter((id) => id >= 0));

  for (let epoch = 0; epoch < epochs; epoch++)
    for (const [sentence, text] of texts.entries()) {
      const done = (epoch * texts.length + sentence) / (epochs * texts.length);
      const learningRate = first * Math.max(1e-4, 1 - done);
      const read = options.subsample === undefined ? text : text.filter((id) => random() < (keep[id] as number));
      let loss = 0;
      let pairs = 0;
      for (const [at, word] of read.entries()) {
        const reach = 1 + Math.floor(random() * window);
        for (let near = Math.max(0, at - reach); near <= Math.min(read.length - 1, at + reach); near++) {
          if (near === at) continue;
          const context = read[near] as number;
          const others = Array.from({ length: negatives }, noise).filter((id) => id !== context);
          loss += descend(v, u, width, word, context, others, learningRate);
          pairs++;
        }
      }
      const next = done + 1 / (epochs * texts.length);
      yield { epoch, sentence, done: next, loss: pairs > 0 ? loss / pairs : Number.NaN, learningRate, table };
    }
  return table;
}

/** One step for one pair; returns the loss before it. All dot products are taken before anything moves. */
export function descend(
  v: Numbers,
  u: Numbers,
  width: number,
  word: number,
  context: number,
  noise: readonly number[],
  learningRate: number,
): number {
  const pull = new Float64Array(width); // −∂L/∂v
  const from = word * width;
  let loss = 0;
  const errors = [context, ...noise].map((id, k) => {
    let score = 0;
    for (let c = 0; c < width; c++) score += (u[id * width + c] as number) * (v[from + c] as number);
    const signed = k === 0 ? score : -score;
    loss += signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed; // −log σ(signed)
    const error = (k === 0 ? 1 : 0) - 1 / (1 + Math.exp(-score));
    for (let c = 0; c < width; c++) pull[c] = (pull[c] as number) + error * (u[id * width + c] as number);
    return { id, error };
  });
  for (const { id, error } of errors)
    for (let c = 0; c < width; c++)
      u[id * width + c] = (u[id * width + c] as number) + learningRate * error * (v[from + c] as number);
  for (let c = 0; c < width; c++) v[from + c] = (v[from + c] as number) + learningRate * (pull[c] as number);
  return loss;
}

function frequentWords(sentences: readonly (readonly string[])[], least: number) {
  const counts = new Map<string, number>();
  for (const word of sentences.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= least).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (kept.length < 2)
    throw new VitralError("learn.value", {
      what: "words",
      value: kept.length,
      expected: "at least two different ones",
    });
  return { tokens: kept.map(([word]) => word), counts: kept.map(([, count]) => count) };
}

/** Draws ids with probability (count)^¾ / Σ: by bisection in the running sums. */
function noiseSampler(counts: readonly number[], random: Random): () => number {
  let sum = 0;
  const sums = counts.map((count) => {
    sum += count ** 0.75;
    return sum;
  });
  return () => {
    const drawn = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function keepProbability(counts: readonly number[], threshold = 1): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.sqrt((threshold * all) / count));
}
