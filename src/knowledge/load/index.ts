/** What Vitral reads: each kind of file a loader here, each on this list. */
import { VitralError } from "#base/error.ts";
import { csvLoader } from "#knowledge/load/csv.ts";
import { docxLoader } from "#knowledge/load/docx.ts";
import { htmlLoader } from "#knowledge/load/html.ts";
import { jsonLoader, jsonlLoader } from "#knowledge/load/json.ts";
import type { Loaded, Loader } from "#knowledge/load/loaded.ts";
import { markdownLoader } from "#knowledge/load/markdown.ts";
import { pdfLoader } from "#knowledge/load/pdf.ts";
import { textLoader } from "#knowledge/load/text.ts";

const loaders: readonly Loader[] = [
  textLoader,
  markdownLoader,
  htmlLoader,
  pdfLoader,
  docxLoader,
  csvLoader,
  jsonLoader,
  jsonlLoader,
];

/** Raised when a loader reads a file differently than before: such documents are read again. */
export const loaderVersion = 2;

/** A text of this size has a million passages' worth of work; more is a mistake, or must be split. */
export const maxDocumentBytes = 64 << 20;

/** The loader for a file's name, or undefined. */
export function loaderFor(name: string): Loader | undefined {
  const ending = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return loaders.find(({ endings }) => endings.includes(ending));
}

/**
 * Reads a document.
 * @throws VitralError `load.format`, `load.large`, `load.binary`, `load.broken`, `load.empty`
 */
export async function loadDocument(
  bytes: Uint8Array,
  name: string,
): Promise<Loaded & { readonly format: Loader["format"] }> {
  const loader = loaderFor(name);
  if (!loader)
    throw new VitralError("load.format", { file: name, known: loaders.map(({ format }) => format).join(", ") });
  if (bytes.length > maxDocumentBytes)
    throw new VitralError("load.large", { file: name, bytes: bytes.length, limit: maxDocumentBytes });
  const loaded = await loader.load(bytes, name).catch((cause: unknown) => {
    if (cause instanceof VitralError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VitralError("load.broken", { file: name, format: loader.format.toUpperCase(), reason }, { cause });
  });
  if (loaded.text.trim().length === 0) throw new VitralError("load.empty", { file: name });
  return { ...loaded, title: storable(loaded.title), text: storable(loaded.text), format: loader.format };
}

/** PostgreSQL's text holds neither zeros nor halves of surrogate pairs: U+FFFD stands for each, so that lengths stay. */
export const storable = (text: string): string => text.replaceAll("\0", "\ufffd").toWellFormed();
