import type { Span } from "#knowledge/passage.ts";

/** Ends that are no ends: abbreviations and initials. */
const abbreviation = /(?:^|[\s(])(?:\p{Lu}|Sr|Sra|Dr|Dra|Mr|Mrs|Ms|St|vs|etc|p|pp|No|núm|art|cf|ej|aprox|c|ca)\.\s*$/u;

/** The sentences of a text, as places in it, without white space at their ends. */
export function sentences(text: string, language: string): Span[] {
  const found: Span[] = [];
  let start = -1;
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)) {
    for (const line of segment.matchAll(/[^\n]+\n*/g)) {
      const from = index + line.index;
      const to = from + line[0].length;
      if (start < 0) start = from;
      const whole = text.slice(start, to);
      if (abbreviation.test(whole) && !line[0].endsWith("\n")) continue; // goes on
      push(start, to);
      start = -1;
    }
  }
  if (start >= 0) push(start, text.length);
  return found;

  function push(from: number, to: number): void {
    const piece = text.slice(from, to);
    const left = from + piece.length - piece.trimStart().length;
    const right = from + piece.trimEnd().length;
    if (right > left) found.push({ start: left, end: right });
  }
}
