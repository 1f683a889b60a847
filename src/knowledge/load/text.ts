import { decodeText } from "#knowledge/load/decode.ts";
import { type Block, type Loader, nameAsTitle } from "#knowledge/load/loaded.ts";

/** Plain text: paragraphs are what empty lines part. */
export const textLoader: Loader = {
  format: "txt",
  endings: ["txt", "text", "log"],
  async load(bytes, name) {
    const text = decodeText(bytes, name);
    return { title: nameAsTitle(name), text, blocks: paragraphs(text) };
  },
};

/** Stretches between empty lines. Line by line: one pattern over all would exhaust the stack on a large text. */
export function paragraphs(text: string): Block[] {
  const blocks: Block[] = [];
  let [start, end] = [-1, -1];
  const close = (): void => {
    if (start >= 0) blocks.push({ start, end, kind: "paragraph" });
    start = -1;
  };
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, to);
    const left = line.length - line.trimStart().length;
    if (left === line.length) close();
    else {
      if (start < 0) start = from + left;
      end = from + line.trimEnd().length;
    }
    from = to + 1;
  }
  close();
  return blocks;
}
