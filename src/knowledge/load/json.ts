import { decodeText } from "#knowledge/load/decode.ts";
import { type Loader, nameAsTitle, TextBuilder } from "#knowledge/load/loaded.ts";

/** JSON: each object of a list, or the whole, as lines of “name: value”. */
export const jsonLoader: Loader = {
  format: "json",
  endings: ["json"],
  async load(bytes, name) {
    const builder = new TextBuilder();
    const json: unknown = JSON.parse(decodeText(bytes, name));
    for (const item of Array.isArray(json) ? json : [json]) builder.add(describe(item).join("\n"), "paragraph");
    return builder.done(nameAsTitle(name));
  },
};

/** JSON Lines: each line one value. A line that is broken is kept as text. */
export const jsonlLoader: Loader = {
  format: "jsonl",
  endings: ["jsonl", "ndjson"],
  async load(bytes, name) {
    const builder = new TextBuilder();
    for (const line of decodeText(bytes, name).split("\n")) {
      if (line.trim().length === 0) continue;
      let item: unknown = line;
      try {
        item = JSON.parse(line);
      } catch {
        // shown as it stands
      }
      builder.add(describe(item).join("\n"), "paragraph");
    }
    return builder.done(nameAsTitle(name));
  },
};

/** Lines of `path: value`; what lies deeper than 32 levels is told as JSON. */
function describe(value: unknown, path = "", depth = 0): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value !== "object" || depth > 32) {
    const told = typeof value === "object" ? JSON.stringify(value) : String(value);
    return [path ? `${path}: ${told}` : told];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = Array.isArray(value) ? path : path ? `${path}.${key}` : key;
    return describe(inner, name, depth + 1);
  });
}
