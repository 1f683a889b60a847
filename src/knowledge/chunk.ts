import type { Loaded } from "#knowledge/load/loaded.ts";
import type { Span } from "#knowledge/passage.ts";
import { sentences } from "#knowledge/sentences.ts";

/** A passage to be: a place in the document's text. */
export interface Chunk extends Span {
  readonly headings: readonly string[];
  readonly page?: number;
}

export interface ChunkOptions {
  /** Counts tokens of texts, as the embedder does. */
  readonly count: (texts: readonly string[]) => Promise<number[]>;
  readonly language: string;
  /** No chunk has more tokens than this. */
  readonly maxTokens: number;
  /** Neighbouring blocks are joined up to this many tokens. */
  readonly targetTokens: number;
}

/** A stretch that is not cut further, with its size. */
interface Piece extends Span {
  readonly tokens: number;
  readonly isHeading: boolean;
  /** Is a part of a longer block: the next chunk repeats the last such piece, so that nothing is torn from its context. */
  readonly isPart: boolean;
  readonly headings: readonly string[];
}

/**
 * Cuts a document along its structure: small neighbours under one heading are joined, long blocks are cut between
 * sentences, with one sentence of overlap. Every part of every block is in some chunk.
 */
export async function chunk({ text, blocks, pages }: Loaded, options: ChunkOptions): Promise<Chunk[]> {
  const { maxTokens } = options;
  const targetTokens = Math.min(options.targetTokens, maxTokens);
  const pieces = await cut(text, blocks, options);
  const chunks: Chunk[] = [];
  let current: Piece[] = [];
  let tokens = 0;
  const close = (): void => {
    const [first, last] = [current[0], current.at(-1)];
    if (!first || !last) return;
    const page = pageOf(pages, first.start);
    const headings = current.find(({ isHeading }) => !isHeading)?.headings ?? first.headings;
    chunks.push({ start: first.start, end: last.end, headings, ...(page === undefined ? {} : { page }) });
    current = last.isPart && last.tokens < maxTokens / 4 ? [last] : [];
    tokens = current.reduce((sum, piece) => sum + piece.tokens, 0);
  };
  for (const piece of pieces) {
    const newSection = piece.isHeading && current.some(({ isHeading }) => !isHeading);
    const isPartOfOne = piece.isPart && current.every(({ isPart }) => isPart);
    const limit = isPartOfOne || onlyHeadings(current) ? maxTokens : targetTokens;
    if (newSection || (current.length > 0 && tokens + gap(current, piece) + piece.tokens > limit)) {
      const before = current.length;
      close();
      // overlap between parts only, and only where it fits
      const repeats = isPartOfOne && !newSection && current.length < before;
      if (!repeats || tokens + gap(current, piece) + piece.tokens > maxTokens) [current, tokens] = [[], 0];
    }
    tokens += gap(current, piece) + piece.tokens;
    current.push(piece);
  }
  close();
  return chunks.filter(
    ({ start, end }, i) => i === 0 || end > (chunks[i - 1]?.end ?? 0) || start < (chunks[i - 1]?.start ?? 0),
  );
}

const onlyHeadings = (pieces: readonly Piece[]): boolean => pieces.every(({ isHeading }) => isHeading);

/** Tokens between two pieces of a chunk: list marks, rules and the like belong to no block, but are read. */
const gap = (before: readonly Piece[], next: Piece): number =>
  Math.max(2, next.start - (before.at(-1)?.end ?? next.start));

/** The blocks in order, those that are too long in sentences, sentences that are too long in words. */
async function cut(
  text: string,
  blocks: Loaded["blocks"],
  { count, language, maxTokens }: ChunkOptions,
): Promise<Piece[]> {
  const sized = await sizes(text, blocks, { count, maxTokens });
  const path: { level: number; title: string }[] = [];
  const pieces: Piece[] = [];
  for (const [i, block] of blocks.entries()) {
    const tokens = sized[i] as number;
    const isHeading = block.kind === "heading";
    if (isHeading) {
      const level = block.level ?? 1;
      while ((path.at(-1)?.level ?? 0) >= level) path.pop();
      const title = text.slice(block.start, Math.min(block.end, block.start + longestHeading));
      path.push({
        level,
        title: title
          .toWellFormed()
          .replace(/^#+\s*/, "")
          .trim(),
      });
    }
    const headings = path.map(({ title }) => title);
    if (tokens <= maxTokens) {
      pieces.push({ start: block.start, end: block.end, tokens, isHeading, isPart: false, headings });
      continue;
    }
    const spans = await smallSpans(text, block, { count, language, maxTokens });
    for (const span of spans) pieces.push({ ...span, isHeading, isPart: true, headings });
  }
  return pieces;
}

/** Every passage repeats its headings: a page that is one heading must not be stored once for each. */
const longestHeading = 400;

/** No token is taken to stand for more letters than this on average: longer stretches are too long uncounted. */
const lettersPerToken = 16;

/** Tokens of each span, infinite where it is so long that counting would be for nothing. */
async function sizes(
  text: string,
  spans: readonly Span[],
  { count, maxTokens }: Pick<ChunkOptions, "count" | "maxTokens">,
): Promise<number[]> {
  const isCounted = ({ start, end }: Span): boolean => end - start <= maxTokens * lettersPerToken;
  const counted = await count(spans.filter(isCounted).map(({ start, end }) => text.slice(start, end)));
  let next = 0;
  return spans.map((span) => (isCounted(span) ? (counted[next++] as number) : Number.POSITIVE_INFINITY));
}

/** A long block in sentences; a sentence that is too long by itself is halved between words until it fits. */
async function smallSpans(
  text: string,
  block: Span,
  { count, language, maxTokens }: Pick<ChunkOptions, "count" | "language" | "maxTokens">,
): Promise<(Span & { readonly tokens: number })[]> {
  const inner = sentences(text.slice(block.start, block.end), language);
  const small: (Span & { readonly tokens: number })[] = [];
  let spans: Span[] = inner.map(({ start, end }) => ({ start: block.start + start, end: block.start + end }));
  while (spans.length > 0) {
    const sized = await sizes(text, spans, { count, maxTokens });
    spans = spans.flatMap((span, i) => {
      const tokens = sized[i] as number;
      const parts = tokens <= maxTokens ? [] : halves(text, span);
      if (parts.length === 0) small.push({ ...span, tokens }); // it fits, or is a single character
      return parts;
    });
  }
  return small.sort((a, b) => a.start - b.start);
}

/** Two parts without white space at their ends, cut at a space near the middle if there is one; none of a single character. */
function halves(text: string, { start, end }: Span): Span[] {
  const middle = Math.floor((start + end) / 2);
  const earliest = start + Math.floor((end - start) / 4);
  const space = text.slice(earliest, middle + 1).search(/\s\S*$/);
  let at = space < 0 ? middle : earliest + space + 1;
  if (isWithinCharacter(text, at)) at = at - 1 > start ? at - 1 : at + 1;
  return at <= start || at >= end
    ? []
    : [trimmed(text, start, at), trimmed(text, at, end)].filter((half) => half.end > half.start);
}

const isWithinCharacter = (text: string, at: number): boolean => (text.codePointAt(at - 1) ?? 0) > 0xffff;

function trimmed(text: string, start: number, end: number): Span {
  const part = text.slice(start, end);
  return { start: end - part.trimStart().length, end: start + part.trimEnd().length };
}

function pageOf(pages: readonly number[] | undefined, at: number): number | undefined {
  return pages && Math.max(1, pages.filter((start) => start <= at).length);
}
