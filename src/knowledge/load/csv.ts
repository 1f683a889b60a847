import { parse } from "csv-parse/sync";
import { decodeText } from "#knowledge/load/decode.ts";
import { type Loader, nameAsTitle, TextBuilder } from "#knowledge/load/loaded.ts";

/** A table: each row one line, every value with its column's name, so that a row speaks for itself. */
export const csvLoader: Loader = {
  format: "csv",
  endings: ["csv", "tsv"],
  async load(bytes, name) {
    const [header = [], ...records] = parseRows(decodeText(bytes, name));
    const builder = new TextBuilder();
    for (const record of records) {
      const cells = record
        .map((value, i) => (header[i] ? `${header[i]}: ${value}` : value))
        .filter((_, i) => record[i] !== "");
      builder.add(cells.join(" · "), "row", undefined, "\n");
    }
    if (records.length === 0) builder.add(header.join(" · "), "row");
    return builder.done(nameAsTitle(name));
  },
};

function parseRows(text: string): string[][] {
  const first = text.slice(0, text.indexOf("\n") < 0 ? undefined : text.indexOf("\n"));
  const delimiter = [",", ";", "\t", "|"].reduce((best, candidate) =>
    first.split(candidate).length > first.split(best).length ? candidate : best,
  );
  return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true });
}
