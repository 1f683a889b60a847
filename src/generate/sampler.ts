import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type Random, seededRandom } from "#base/random.ts";
import type { Sampling } from "#generate/events.ts";
import { argmax, largest } from "#generate/largest.ts";

/** The repetition penalty looks at this many tokens, the prompt's included; llama.cpp's default. */
const repeatWindow = 64;

/** Chooses the next token. */
export interface Sampler {
  /** The id that follows `prompt` and `answer`, by the raw `logits` [V], which stay as they are. */
  next(logits: Float32Array, prompt: ArrayLike<number>, answer: ArrayLike<number>): number;
}

/**
 * Bias, then penalties, then the cuts top-k, top-p, min-p, then temperature, then chance: the order of llama.cpp's
 * default chain, in which the cuts see the probabilities at temperature 1 and every cut those that the one before left.
 *
 * Repetition looks back over the last 64 tokens of prompt and answer (Keskar et al., "CTRL", arXiv:1909.05858, §4.1,
 * with llama.cpp's care for negative logits); presence and frequency count in the answer alone, as OpenAI's API says.
 * Left out: mirostat, typical, XTC and DRY.
 *
 * @throws VitralError `generate.sampling`, naming the field
 */
export function sampler(sampling: Sampling = {}): Sampler {
  checkSampling(sampling);
  const { temperature = 0, topK = 0, topP = 1, minP = 0, seed = Math.floor(Math.random() * 2 ** 32) } = sampling;
  const random = seededRandom(seed);
  const adjust = adjustment(sampling);
  return {
    next(logits, prompt, answer) {
      const adjusted = adjust(logits, prompt, answer);
      if (temperature === 0 || topK === 1) return argmax(adjusted);
      return draw(adjusted, cut(adjusted, topK, topP, minP), temperature, random);
    },
  };
}

/** Ranges that mean something, and in words for the error. */
const ranges: Partial<Record<keyof Sampling, readonly [number, number, string]>> = {
  temperature: [0, 100, "0 … 100"],
  topK: [0, Number.MAX_SAFE_INTEGER, "0 or more"],
  topP: [0, 1, "0 … 1"],
  minP: [0, 1, "0 … 1"],
  repeatPenalty: [Number.MIN_VALUE, 100, "above 0, at most 100"],
  presencePenalty: [-100, 100, "−100 … 100"],
  frequencyPenalty: [-100, 100, "−100 … 100"],
  maxTokens: [0, Number.MAX_SAFE_INTEGER, "0 or more"],
  logprobs: [0, 100, "0 … 100"],
};

/** @throws VitralError `generate.sampling`, naming the field */
function checkSampling(sampling: Sampling): void {
  for (const [field, [least, most, expected]] of Object.entries(ranges)) {
    const value = sampling[field as keyof Sampling];
    if (value === undefined || (typeof value === "number" && value >= least && value <= most)) continue;
    throw new VitralError("generate.sampling", { field, value: String(value), expected });
  }
}

/** Bias and penalties on a copy of the logits; the logits themselves where there are none. */
function adjustment({
  repeatPenalty = 1,
  presencePenalty = 0,
  frequencyPenalty = 0,
  logitBias = {},
}: Sampling): (logits: Float32Array, prompt: ArrayLike<number>, answer: ArrayLike<number>) => Float32Array {
  const biases = Object.entries(logitBias).map(([id, bias]) => [Number(id), bias] as const);
  const countsAnswer = presencePenalty !== 0 || frequencyPenalty !== 0;
  if (biases.length === 0 && repeatPenalty === 1 && !countsAnswer) return (logits) => logits;
  return (logits, prompt, answer) => {
    const out = logits.slice();
    for (const [id, bias] of biases) if (id < out.length) out[id] = at(out, id) + bias;
    if (repeatPenalty !== 1) {
      const recent = new Set<number>();
      const total = prompt.length + answer.length;
      for (let i = Math.max(0, total - repeatWindow); i < total; i++)
        recent.add(i < prompt.length ? at(prompt, i) : at(answer, i - prompt.length));
      for (const id of recent) out[id] = at(out, id) > 0 ? at(out, id) / repeatPenalty : at(out, id) * repeatPenalty;
    }
    if (countsAnswer) {
      const counts = new Map<number, number>();
      for (let i = 0; i < answer.length; i++) counts.set(at(answer, i), (counts.get(at(answer, i)) ?? 0) + 1);
      for (const [id, count] of counts) out[id] = at(out, id) - presencePenalty - count * frequencyPenalty;
    }
    return out;
  };
}

/** Ids that are left in the draw. */
function cut(logits: Float32Array, topK: number, topP: number, minP: number): Int32Array {
  let ids = topK > 0 ? largest(logits, topK) : new Int32Array(logits.length).map((_, id) => id);
  const most = logits[topK > 0 ? at(ids, 0) : argmax(logits)] as number;
  if (topP < 1) ids = nucleus(logits, ids, most, topP);
  if (minP > 0) ids = ids.filter((id) => (logits[id] as number) >= most + Math.log(minP));
  return ids;
}

/** Logits are sorted into this many drawers, over this many nats below the largest; what is less likely is in the last. */
const drawers = 1024;
const nats = 32;

/**
 * The likeliest of `ids` whose probabilities together reach `p`. Holtzman et al., arXiv:1904.09751, §3.1.
 * Only the drawer in which the sum reaches p is sorted: a vocabulary never is. O(n)
 */
function nucleus(logits: Float32Array, ids: Int32Array, most: number, p: number): Int32Array {
  const weights = new Float64Array(ids.length);
  const drawer = new Uint16Array(ids.length);
  const sums = new Float64Array(drawers);
  let total = 0;
  for (let i = 0; i < ids.length; i++) {
    const below = most - (logits[ids[i] as number] as number);
    const d = Math.min(drawers - 1, Math.floor((below * drawers) / nats));
    const weight = Math.exp(-below);
    weights[i] = weight;
    drawer[i] = d;
    sums[d] = (sums[d] as number) + weight;
    total += weight;
  }
  let [last, left] = [0, p * total];
  while (last < drawers - 1 && left > (sums[last] as number)) left -= sums[last++] as number;
  const sure: number[] = [];
  const unsure: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if ((drawer[i] as number) < last) sure.push(ids[i] as number);
    else if (drawer[i] === last) unsure.push(i);
  }
  unsure.sort((a, b) => (weights[b] as number) - (weights[a] as number)); // stable: of equals the earlier
  for (const i of unsure) {
    sure.push(ids[i] as number);
    left -= weights[i] as number;
    if (left <= 0) break;
  }
  return Int32Array.from(sure);
}

/** One of `ids`, each as likely as softmax(logits / temperature) says. */
function draw(logits: Float32Array, ids: Int32Array, temperature: number, random: Random): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const id of ids) most = Math.max(most, logits[id] as number);
  const weights = new Float64Array(ids.length);
  let total = 0;
  for (let i = 0; i < ids.length; i++)
    total += weights[i] = Math.exp(((logits[ids[i] as number] as number) - most) / temperature);
  let left = random() * total;
  for (let i = 0; i < ids.length; i++) {
    left -= weights[i] as number;
    if (left < 0) return at(ids, i);
  }
  return at(ids, ids.length - 1); // rounding left a hair
}
