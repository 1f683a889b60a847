import type { Nodes, Root } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { decodeText } from "#knowledge/load/decode.ts";
import { type Block, type Loader, nameAsTitle } from "#knowledge/load/loaded.ts";

/** Markdown as it was written, with its structure: headings, paragraphs, list items, table rows, code. */
export const markdownLoader: Loader = {
  format: "md",
  endings: ["md", "markdown"],
  async load(bytes, name) {
    const text = decodeText(bytes, name);
    const root: Root = unified().use(remarkParse).use(remarkGfm).parse(text);
    const blocks: Block[] = [];
    walk(root, blocks);
    const first = blocks.find(({ kind }) => kind === "heading");
    const title =
      first &&
      text
        .slice(first.start, first.end)
        .replaceAll(/^#+\s*|\s+#+$|[*_`]/g, "")
        .trim();
    return { title: title || nameAsTitle(name), text, blocks };
  },
};

const kinds: Readonly<Record<string, Block["kind"]>> = {
  heading: "heading",
  paragraph: "paragraph",
  tableRow: "row",
  code: "code",
  html: "paragraph",
};

function walk(node: Nodes, blocks: Block[]): void {
  const kind = kinds[node.type];
  // a heading ends with its words: the line that may be drawn under it is none of them
  const last = node.type === "heading" ? (node.children.at(-1) ?? node) : node;
  const [start, end] = [node.position?.start.offset, last.position?.end.offset];
  if (kind && start !== undefined && end !== undefined) {
    blocks.push({ start, end, kind, ...(node.type === "heading" ? { level: node.depth } : {}) });
  } else if ("children" in node) for (const child of node.children) walk(child, blocks);
}
