import { fold } from "#knowledge/language.ts";
import type { Citation, Retrieved } from "#knowledge/passage.ts";

/** A passage must share this part of the answer's words to be named as its source. */
const enough = 0.3;

/**
 * The passages that an answer rests on: those that it names as [n], or, where a small model names none, the one that
 * shares most of its words (beyond those of the question). Each citation points to the passage's best sentence.
 */
export function citationsOf(answer: string, question: string, passages: readonly Retrieved[]): Citation[] {
  const named = new Set([...answer.matchAll(/\[(\d{1,2})\]/g)].map(([, number]) => Number(number)));
  const markers = [...named].filter((marker) => marker >= 1 && marker <= passages.length).sort((a, b) => a - b);
  if (markers.length === 0) {
    const best = likeliestSource(answer, question, passages);
    if (best !== undefined) markers.push(best);
  }
  return markers.map((marker) => {
    const passage = passages[marker - 1] as Retrieved;
    const { document, chunk, page } = passage;
    const { start, end } = passage.quote ?? passage;
    const text = passage.text.slice(start - passage.start, end - passage.start);
    return { marker, document, chunk, start, end, text, ...(page === undefined ? {} : { page }) };
  });
}

function likeliestSource(answer: string, question: string, passages: readonly Retrieved[]): number | undefined {
  const asked = new Set(wordsOf(question));
  const said = new Set(wordsOf(answer).filter((word) => !asked.has(word)));
  if (said.size === 0) return passages.length > 0 ? 1 : undefined;
  let best: { marker: number; share: number } | undefined;
  passages.forEach(({ text }, i) => {
    const words = new Set(wordsOf(text));
    const share = [...said].filter((word) => words.has(word)).length / said.size;
    if (share >= enough && (!best || share > best.share + 0.15)) best = { marker: i + 1, share };
  });
  return best?.marker;
}

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
