import type { Span } from "#knowledge/passage.ts";

/** Ends that are no ends: abbreviations and initials. */
const abbreviation = /(?:^|[\s(])(?:\p{Lu}|Sr|Sra|Dr|Dra|Mr|Mrs|Ms|St|vs|etc|p|pp|No|núm|art|cf|ej|aprox|c|ca)\.$/u;
/** The longest abbreviation with its point and the sign before it. */
const abbreviationLength = 8;
/** `Intl.Segmenter` takes time by the square of a text's length: it gets this much at once, more for a longer sentence. */
const windowLength = 4096;

/** The sentences of a text, as places in it, without white space at their ends. A line's end ends a sentence. */
export function sentences(text: string, language: string): Span[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  const found: Span[] = [];
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    let start = from;
    for (const end of sentenceEnds(text, from, to, segmenter)) {
      const tail = text.slice(start, end).trimEnd().slice(-abbreviationLength);
      if (end < to && abbreviation.test(tail)) continue; // goes on
      const piece = text.slice(start, end);
      const left = start + piece.length - piece.trimStart().length;
      const right = start + piece.trimEnd().length;
      if (right > left) found.push({ start: left, end: right });
      start = end;
    }
    from = to + 1;
  }
  return found;
}

/** Where the segmenter ends sentences of a line; the last of a window is looked at again, in the next. */
function* sentenceEnds(text: string, from: number, to: number, segmenter: Intl.Segmenter): Generator<number> {
  let length = windowLength;
  for (let at = from; at < to; ) {
    const isLast = at + length >= to;
    const ends: number[] = [];
    for (const { segment, index } of segmenter.segment(text.slice(at, Math.min(to, at + length))))
      ends.push(at + index + segment.length);
    if (!isLast) ends.pop();
    yield* ends;
    length = ends.length > 0 ? windowLength : length * 2;
    at = ends.at(-1) ?? at;
  }
}
