import mammoth from "mammoth";
import { VitralError } from "#base/error.ts";
import { readHtml } from "#knowledge/load/html.ts";
import type { Loader } from "#knowledge/load/loaded.ts";

/** Word documents, by way of HTML, which keeps their headings and tables. */
export const docxLoader: Loader = {
  format: "docx",
  endings: ["docx"],
  async load(bytes, name) {
    try {
      const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
      return readHtml(value, name);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new VitralError("load.broken", { file: name, format: "DOCX", reason }, { cause });
    }
  },
};
