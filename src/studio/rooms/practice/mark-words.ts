import type { Place } from "#studio/rooms/practice/read-answer.ts";

/** What this needs of a hast node: https://github.com/syntax-tree/hast. */
interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, string | number>;
  children?: Node[];
  position?: { start: { offset?: number }; end: { offset?: number } };
}

/**
 * A rehype plugin that cuts an answer's text into its tokens (`<span data-token>`) and marks `[n]` (`<span data-citation>`),
 * so that each can be touched. Left whole: text that Markdown spells otherwise than its source (escapes, entities).
 */
export function markWords(source: string, places: readonly Place[]) {
  const tokens = places.flatMap((place, index) => (place ? [{ start: place[0], end: place[1], index }] : []));

  function cut(node: Node): Node[] {
    const { value = "", position } = node;
    const from = position?.start.offset;
    if (from === undefined || source.slice(from, from + value.length) !== value) return [node];
    const pieces: Node[] = [];
    let at = from;
    const plain = (until: number) => {
      if (until > at) pieces.push({ type: "text", value: source.slice(at, until) });
      at = Math.max(at, until);
    };
    for (const stretch of stretches(value, from)) {
      plain(stretch.start);
      const text: Node = { type: "text", value: source.slice(stretch.start, stretch.end) };
      pieces.push({ type: "element", tagName: "span", properties: stretch.properties, children: [text] });
      at = stretch.end;
    }
    plain(from + value.length);
    return pieces;
  }

  /** Marks and tokens inside a text node, in order; a mark wins over the tokens that spell it. */
  function stretches(value: string, from: number) {
    const to = from + value.length;
    const marks = [...value.matchAll(/\[(\d{1,2})\]/g)].map((match) => ({
      start: from + match.index,
      end: from + match.index + match[0].length,
      properties: { dataCitation: Number(match[1]) },
    }));
    const words = tokens
      .filter(
        ({ start, end }) => start < to && end > from && !marks.some((mark) => start < mark.end && end > mark.start),
      )
      .map(({ start, end, index }) => ({
        start: Math.max(start, from),
        end: Math.min(end, to),
        properties: { dataToken: index },
      }));
    return [...marks, ...words].sort((a, b) => a.start - b.start);
  }

  function walk(node: Node): void {
    if (!node.children) return;
    node.children = node.children.flatMap((child) => {
      walk(child);
      return child.type === "text" ? cut(child) : [child];
    });
  }
  return () => (tree: unknown) => walk(tree as Node);
}
