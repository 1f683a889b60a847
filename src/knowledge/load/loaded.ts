/** A stretch of a document's text that belongs together. Offsets count UTF-16 units. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly kind: "heading" | "paragraph" | "row" | "code";
  /** Of a heading: 1 is the outermost. */
  readonly level?: number;
}

/** A document as it was read: the text that is stored and shown, and its structure. */
export interface Loaded {
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Where each page begins. */
  readonly pages?: readonly number[];
}

/** Reads one kind of file. */
export interface Loader {
  readonly format: "txt" | "md" | "html" | "pdf" | "docx" | "csv" | "json" | "jsonl";
  /** Endings of the file's name, without the dot. */
  readonly endings: readonly string[];
  /** May throw whatever its parser throws: `loadDocument` makes `load.broken` of it. */
  load(bytes: Uint8Array, name: string): Promise<Loaded>;
}

/** Builds a text out of blocks, with an empty line between them. */
export class TextBuilder {
  #text = "";
  readonly #blocks: Block[] = [];

  get length(): number {
    return this.#text.length;
  }

  /** Adds a block; `gap` stands before it unless it is the first. */
  add(text: string, kind: Block["kind"], level?: number, gap = "\n\n"): void {
    const clean = text.trim();
    if (clean.length === 0) return;
    if (this.#text.length > 0) this.#text += gap;
    const start = this.#text.length;
    this.#text += clean;
    this.#blocks.push({ start, end: this.#text.length, kind, ...(level === undefined ? {} : { level }) });
  }

  done(title: string): Loaded {
    return { title, text: this.#text, blocks: this.#blocks };
  }
}

/** A file's name without folder and ending, for documents that have no title of their own. */
export const nameAsTitle = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? name).replace(/\.[^.]+$/, "").replaceAll(/[-_]+/g, " ");
