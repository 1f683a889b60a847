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
    current = last.isPart && last.tokens < options.maxTokens / 4 ? [last] : [];
    tokens = current.reduce((sum, piece) => sum + piece.tokens, 0);
  };
  for (const piece of pieces) {
    const newSection = piece.isHeading && current.some(({ isHeading }) => !isHeading);
    const limit = piece.isPart && current.every(({ isPart }) => isPart) ? options.maxTokens : options.targetTokens;
    const isFull =
      current.length > 0 && tokens + piece.tokens + 2 > Math.max(limit, onlyHeadings(current) ? options.maxTokens : 0);
    if (newSection || isFull) {
      const repeated = current.length;
      close();
      if (!piece.isPart || newSection || repeated === current.length) [current, tokens] = [[], 0]; // overlap within a block only
    }
    current.push(piece);
    tokens += piece.tokens + 2;
  }
  close();
  return chunks.filter(
    ({ start, end }, i) => i === 0 || end > (chunks[i - 1]?.end ?? 0) || start < (chunks[i - 1]?.start ?? 0),
  );
}

const onlyHeadings = (pieces: readonly Piece[]): boolean => pieces.every(({ isHeading }) => isHeading);

/** The blocks in order, those that are too long in sentences, sentences that are too long in words. */
async function cut(
  text: string,
  blocks: Loaded["blocks"],
  { count, language, maxTokens }: ChunkOptions,
): Promise<Piece[]> {
  const sizes = await count(blocks.map(({ start, end }) => text.slice(start, end)));
  const path: { level: number; title: string }[] = [];
  const pieces: Piece[] = [];
  for (const [i, block] of blocks.entries()) {
    const tokens = sizes[i] as number;
    const isHeading = block.kind === "heading";
    if (isHeading) {
      const level = block.level ?? 1;
      while ((path.at(-1)?.level ?? 0) >= level) path.pop();
      path.push({
        level,
        title: text
          .slice(block.start, block.end)
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

/** A long block in sentences; a sentence that is too long by itself is halved between words until it fits. */
async function smallSpans(
  text: string,
  block: Span,
  { count, language, maxTokens }: Pick<ChunkOptions, "count" | "language" | "maxTokens">,
): Promise<(Span & { readonly tokens: number })[]> {
  const inner = sentences(text.slice(block.start, block.end), language);
  let spans: Span[] = inner.map(({ start, end }) => ({ start: block.start + start, end: block.start + end }));
  for (;;) {
    const sizes = await count(spans.map(({ start, end }) => text.slice(start, end)));
    if (sizes.every((size) => size <= maxTokens))
      return spans.map((span, i) => ({ ...span, tokens: sizes[i] as number }));
    spans = spans.flatMap((span, i) => ((sizes[i] as number) <= maxTokens ? [span] : halves(text, span)));
  }
}

function halves(text: string, { start, end }: Span): Span[] {
  const middle = Math.floor((start + end) / 2);
  const space = text.lastIndexOf(" ", middle);
  let cutAt = space > start + (end - start) / 4 ? space + 1 : middle;
  const code = text.charCodeAt(cutAt);
  if (code >= 0xdc00 && code <= 0xdfff) cutAt++; // not within a character
  return [
    { start, end: cutAt },
    { start: cutAt, end },
  ];
}

function pageOf(pages: readonly number[] | undefined, at: number): number | undefined {
  return pages && Math.max(1, pages.filter((start) => start <= at).length);
}
