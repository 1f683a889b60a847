import { fold } from "#knowledge/language.ts";
import type { Retrieved, Span } from "#knowledge/passage.ts";
import { sentences } from "#knowledge/sentences.ts";
import type { Embedder } from "#runtime/runtime.ts";

/** Passages whose sentences are compared; the rest are further down than anybody reads. */
const passagesRead = 3;
const sentencesRead = 12;
/** How much words, and pairs of neighbouring words, count beside meaning: cosines of sentences differ by some hundredths. */
const wordWeight = 0.2;
const pairWeight = 0.1;

/** The passages, each of the first with the place of the sentence that answers best: nearest in meaning and in words. */
export async function bestSentences(
  passages: readonly Retrieved[],
  question: string,
  vector: Float32Array,
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<Retrieved[]> {
  const read = likeliest(
    passages.slice(0, passagesRead).map((passage) => candidatesOf(passage, question)),
    question,
  );
  const texts = read.map(({ text }) => text);
  const vectors = texts.length > 0 ? await embedder.embed(texts, "passage", signal) : [];
  const best = new Map<number, { span: Span; score: number }>();
  for (const [i, { passage, span, words }] of read.entries()) {
    const score = dot(vectors[i] as Float32Array, vector) + words;
    if (score > (best.get(passage)?.score ?? Number.NEGATIVE_INFINITY)) best.set(passage, { span, score });
  }
  return passages.map((passage, i) => {
    const span = best.get(i)?.span;
    if (!span) return passage;
    return { ...passage, quote: { start: passage.start + span.start, end: passage.start + span.end } };
  });
}

interface Candidate {
  /** Number of the passage. */
  readonly passage: number;
  readonly span: Span;
  readonly text: string;
  /** How well its words answer. */
  readonly words: number;
}

/** The sentences that could answer, as places in the passage: no headings. */
const candidatesOf = ({ text, document }: Retrieved, question: string): { span: Span; text: string }[] =>
  sentences(text, document.language)
    .map((span) => ({ span, text: text.slice(span.start, span.end) }))
    .filter(({ text: one }) => one.length > 15 && !one.startsWith("#") && saysMore(one, question));

/** Of each passage's candidates those whose words fit best, in order: only these are embedded. */
function likeliest(lists: readonly { span: Span; text: string }[][], question: string): Candidate[] {
  const texts = lists.flat().map(({ text }) => text);
  const words = shares(wordsOf, question, texts);
  const pairs = shares(pairsOf, question, texts);
  let next = 0;
  return lists.flatMap((list, passage) => {
    const weighed = list.map((one) => {
      const fit = wordWeight * (words[next] as number) + pairWeight * (pairs[next] as number);
      next++;
      return { ...one, passage, words: fit };
    });
    const chosen = new Set([...weighed].sort((a, b) => b.words - a.words).slice(0, sentencesRead));
    return weighed.filter((one) => chosen.has(one));
  });
}

const beginnings = (words: readonly string[]): string[] => words.map((word) => word.slice(0, 6));
const wordsOf = (text: string): string[] => beginnings(fold(text).match(/[\p{L}\p{N}]{3,}/gu) ?? []);

/** Neighbours tell “the highest” from “the second highest”. */
function pairsOf(text: string): string[] {
  const words = beginnings(fold(text).match(/[\p{L}\p{N}]+/gu) ?? []);
  return words.slice(1).map((word, i) => `${words[i]} ${word}`);
}

/** Whether a sentence has words that the question has not: a heading that repeats it answers nothing. */
function saysMore(sentence: string, question: string): boolean {
  const asked = new Set(wordsOf(question));
  return wordsOf(sentence).some((word) => !asked.has(word));
}

/**
 * Share of the question's weight, Σ idf of its words (or pairs of words), that each sentence has. The rarer one is among
 * these sentences, the more it tells; one that is in none tells nothing.
 */
function shares(of: (text: string) => string[], question: string, texts: readonly string[]): number[] {
  const sets = texts.map((text) => new Set(of(text)));
  const weights = [...new Set(of(question))].flatMap((one) => {
    const found = sets.filter((set) => set.has(one)).length;
    return found === 0 ? [] : [{ one, idf: Math.log(1 + (texts.length - found + 0.5) / (found + 0.5)) }];
  });
  const total = weights.reduce((sum, { idf }) => sum + idf, 0) || 1;
  return sets.map((set) => weights.reduce((sum, { one, idf }) => sum + (set.has(one) ? idf : 0), 0) / total);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
