import mammoth from "mammoth";
import { readHtml } from "#knowledge/load/html.ts";
import type { Loader } from "#knowledge/load/loaded.ts";

/** Word documents, by way of HTML, which keeps their headings and tables. */
export const docxLoader: Loader = {
  format: "docx",
  endings: ["docx"],
  async load(bytes, name) {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
    return readHtml(value, name, "whole");
  },
};
