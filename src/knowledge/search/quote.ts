import { fold } from "#knowledge/language.ts";
import type { Retrieved, Span } from "#knowledge/passage.ts";
import { sentences } from "#knowledge/sentences.ts";
import type { Embedder } from "#runtime/runtime.ts";

/** Passages whose sentences are compared; the rest are further down than anybody reads. */
const passagesRead = 3;
const sentencesRead = 12;
/** How much words count beside meaning. Cosines of a question's sentences differ by some hundredths. */
const wordWeight = 0.1;

/** The passages, each of the first with the place of the sentence that answers best: nearest in meaning and in words. */
export async function bestSentences(
  passages: readonly Retrieved[],
  question: string,
  vector: Float32Array,
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<Retrieved[]> {
  const asked = new Set(wordsOf(question));
  const spans = passages.slice(0, passagesRead).map((passage) =>
    sentences(passage.text, passage.document.language)
      .filter(({ start, end }) => end - start > 15 && !/^#/.test(passage.text.slice(start, end)))
      .slice(0, sentencesRead),
  );
  const texts = spans.flatMap((list, i) =>
    list.map(({ start, end }) => (passages[i] as Retrieved).text.slice(start, end)),
  );
  const vectors = texts.length > 0 ? await embedder.embed(texts, "passage", signal) : [];
  let next = 0;
  return passages.map((passage, i) => {
    let best: { span: Span; score: number } | undefined;
    for (const span of spans[i] ?? []) {
      const text = texts[next] ?? "";
      const score = dot(vectors[next++] as Float32Array, vector) + wordWeight * overlap(asked, text);
      if (!best || score > best.score) best = { span, score };
    }
    if (!best) return passage;
    return { ...passage, quote: { start: passage.start + best.span.start, end: passage.start + best.span.end } };
  });
}

const wordsOf = (text: string): string[] =>
  (fold(text).match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => word.slice(0, 6));

/** Share of the question's words that the sentence has. */
function overlap(asked: ReadonlySet<string>, sentence: string): number {
  if (asked.size === 0) return 0;
  const words = new Set(wordsOf(sentence));
  return [...asked].filter((word) => words.has(word)).length / asked.size;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
