import { extractText, getDocumentProxy, getMeta } from "unpdf";
import { type Loader, nameAsTitle } from "#knowledge/load/loaded.ts";
import { repairPdfText } from "#knowledge/load/repair-pdf-text.ts";
import { paragraphs } from "#knowledge/load/text.ts";

/** PDF: the text of its pages, one after another, repaired. */
export const pdfLoader: Loader = {
  format: "pdf",
  endings: ["pdf"],
  async load(bytes, name) {
    // pdf.js takes the bytes away, and would print its warnings between ours: 0 is errors only
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    try {
      const { text: pageTexts } = await extractText(document, { mergePages: false });
      const { info } = await getMeta(document);
      let text = "";
      const pages: number[] = [];
      for (const page of pageTexts) {
        if (text.length > 0) text += "\n\n";
        pages.push(text.length);
        text += joinLines(repairPdfText(page));
      }
      const title = typeof info["Title"] === "string" ? info["Title"].trim() : "";
      return { title: title || nameAsTitle(name), text, blocks: paragraphs(text), pages };
    } finally {
      await document.destroy();
    }
  },
};

/** Lines of one paragraph become one; a line that ends a sentence, or is short, ends its paragraph. */
function joinLines(page: string): string {
  const lines = page.split("\n").map((line) => line.trim());
  const usual = lines.reduce((most, line) => Math.max(most, line.length), 0);
  let out = "";
  lines.forEach((line, i) => {
    if (line.length === 0) return;
    const before = lines[i - 1] ?? "";
    const ended =
      before.length === 0 || before.length < usual * 0.7 || (/[.!?:]$/.test(before) && before.length < usual * 0.9);
    out += out.length === 0 ? line : ended ? `\n\n${line}` : ` ${line}`;
  });
  return out;
}
