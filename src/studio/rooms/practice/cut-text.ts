import type { OpenedDocument, Span } from "#server/api.ts";

type Chunk = OpenedDocument["chunks"][number];

/** A stretch of a passage's text, told apart by what lies over it. */
export interface Stretch extends Span {
  /** The next passage holds this too. */
  readonly isShared: boolean;
  /** It is the place that was opened. */
  readonly isMarked: boolean;
}

/** What of a document is drawn under one passage: its text, less what the passage before already showed. */
export interface Block extends Span {
  readonly chunk: Chunk | undefined;
  readonly stretches: readonly Stretch[];
}

/**
 * Lays passages, which may overlap, one after another so that each character is drawn once. What two passages share is
 * drawn under the first, marked as shared; text that no passage holds becomes a block without one.
 */
export function cutText(text: string, chunks: readonly Chunk[], marked?: Span): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const block = (chunk: Chunk | undefined, end: number, shared: number) => {
    if (end > at) blocks.push({ start: at, end, chunk, stretches: stretch({ start: at, end }, shared, marked) });
    at = Math.max(at, end);
  };
  for (const [i, chunk] of chunks.entries()) {
    if (text.slice(at, chunk.start).trim() !== "") block(undefined, chunk.start, chunk.start);
    at = Math.max(at, chunk.start);
    block(chunk, chunk.end, chunks[i + 1]?.start ?? chunk.end);
  }
  if (text.slice(at).trim() !== "") block(undefined, text.length, text.length);
  return blocks;
}

/** Cuts a block where sharing begins and where the mark begins and ends. */
function stretch({ start, end }: Span, shared: number, marked: Span | undefined): readonly Stretch[] {
  const cuts = [shared, ...(marked ? [marked.start, marked.end] : [])].filter((cut) => cut > start && cut < end);
  const edges = [start, ...new Set(cuts.sort((a, b) => a - b)), end];
  return edges.slice(1).map((to, i) => {
    const from = edges[i] ?? start;
    const isMarked = marked !== undefined && from >= marked.start && to <= marked.end;
    return { start: from, end: to, isShared: from >= shared, isMarked };
  });
}
