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

/** Stretches between empty lines. */
export function paragraphs(text: string): Block[] {
  const blocks: Block[] = [];
  for (const match of text.matchAll(/[^\n](?:[^\n]|\n(?!\s*\n))*/g)) {
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = match.index + match[0].trimEnd().length;
    if (end > start) blocks.push({ start, end, kind: "paragraph" });
  }
  return blocks;
}
