import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { decodeText } from "#knowledge/load/decode.ts";
import { type Loaded, type Loader, nameAsTitle, TextBuilder } from "#knowledge/load/loaded.ts";

/** A web page: its main text, without menus and scripts, as headings, paragraphs, list items and table rows. */
export const htmlLoader: Loader = {
  format: "html",
  endings: ["html", "htm", "xhtml"],
  load: async (bytes, name) => readHtml(decodeText(bytes, name), name),
};

/** The document of a page's source. DOCX files come here too: they have no menus, and are read `whole`. */
export function readHtml(source: string, name: string, part: "main" | "whole" = "main"): Loaded {
  const { document } = parseHTML(/<html[\s>]/i.test(source) ? source : `<html><body>${source}</body></html>`);
  const title =
    document.querySelector("title")?.textContent?.trim() || document.querySelector("h1")?.textContent?.trim();
  for (const element of document.querySelectorAll("script, style, noscript, template, nav, footer")) element.remove();
  const whole = collect(document.body as unknown as Element);
  const main = part === "main" ? mainPart(document as unknown as Document) : undefined;
  // Readability may throw away most of a short page: then the whole body is the better text.
  const builder = main && main.length > whole.length * 0.5 ? main : whole;
  return builder.done(title || nameAsTitle(name));
}

function mainPart(document: Document): TextBuilder | undefined {
  try {
    const content = new Readability(document.cloneNode(true) as Document, { charThreshold: 200 }).parse()?.content;
    return content
      ? collect(parseHTML(`<html><body>${content}</body></html>`).document.body as unknown as Element)
      : undefined;
  } catch {
    return undefined; // a page that Readability cannot judge is read whole
  }
}

const blockTags = new Set(["P", "LI", "BLOCKQUOTE", "DD", "DT", "FIGCAPTION", "CAPTION", "ADDRESS"]);

const inlineTags = new Set(
  "A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR".split(
    " ",
  ),
);

function collect(root: Element): TextBuilder {
  const builder = new TextBuilder();
  let inline = "";
  const closeInline = (): void => {
    builder.add(squeeze(inline), "paragraph");
    inline = "";
  };
  const visit = (node: Node): void => {
    if (node.nodeType === 3) {
      inline += node.textContent ?? "";
      return;
    }
    if (node.nodeType !== 1) return;
    const element = node as Element;
    const tag = element.tagName.toUpperCase();
    const heading = /^H([1-6])$/.exec(tag)?.[1];
    if (heading) {
      closeInline();
      builder.add(squeeze(wordsOf(element)), "heading", Number(heading));
    } else if (tag === "TR") {
      closeInline();
      const cells = [...element.children].map((cell) => squeeze(wordsOf(cell))).filter((cell) => cell.length > 0);
      builder.add(cells.join(" · "), "row", undefined, "\n");
    } else if (tag === "PRE") {
      closeInline();
      builder.add(element.textContent ?? "", "code");
    } else if (tag === "BR") inline += "\n";
    else if (
      blockTags.has(tag) ||
      /^(DIV|SECTION|ARTICLE|MAIN|UL|OL|DL|TABLE|TBODY|THEAD|HEADER|ASIDE|BODY|FORM)$/.test(tag)
    ) {
      closeInline();
      for (const child of element.childNodes) visit(child);
      closeInline();
    } else for (const child of element.childNodes) visit(child);
  };
  visit(root);
  closeInline();
  return builder;
}

/** An element's text, with a space wherever the page begins a new line. */
function wordsOf(node: Node): string {
  if (node.nodeType === 3) return node.textContent ?? "";
  if (node.nodeType !== 1) return "";
  const inner = [...node.childNodes].map(wordsOf).join("");
  return inlineTags.has((node as Element).tagName.toUpperCase()) ? inner : ` ${inner} `;
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, " ").trim().normalize("NFC");
