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
  const spans = passages.slice(0, passagesRead).map((passage) =>
    sentences(passage.text, passage.document.language)
      .filter(({ start, end }) => end - start > 15 && !/^#/.test(passage.text.slice(start, end)))
      .filter(({ start, end }) => saysMore(passage.text.slice(start, end), question))
      .slice(0, sentencesRead),
  );
  const texts = spans.flatMap((list, i) =>
    list.map(({ start, end }) => (passages[i] as Retrieved).text.slice(start, end)),
  );
  const vectors = texts.length > 0 ? await embedder.embed(texts, "passage", signal) : [];
  const words = shares(wordsOf, question, texts);
  const pairs = shares(pairsOf, question, texts);
  let next = 0;
  return passages.map((passage, i) => {
    let best: { span: Span; score: number } | undefined;
    for (const span of spans[i] ?? []) {
      const score =
        dot(vectors[next] as Float32Array, vector) +
        wordWeight * (words[next] as number) +
        pairWeight * (pairs[next] as number);
      next++;
      if (!best || score > best.score) best = { span, score };
    }
    if (!best) return passage;
    return { ...passage, quote: { start: passage.start + best.span.start, end: passage.start + best.span.end } };
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
