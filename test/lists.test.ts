import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "../src");

/** What is registered in one list: the folder, and how a file says that it holds something for the list. */
const lists = [
  { what: "model family", folder: "model/families", declares: /export const (\w+) = defineFamily\(/g },
  { what: "block format", folder: "numeric/quants", declares: /export const (\w+): Codec =/g },
  { what: "document loader", folder: "knowledge/load", declares: /export const (\w+): Loader =/g },
  { what: "home of models", folder: "runtime/homes", declares: /export const (\w+): Home =/g },
  { what: "command", folder: "cli/commands", declares: /export const (\w+): CliCommand =/g },
] as const;

describe.each(lists)("every $what", ({ folder, declares }) => {
  const read = (name: string): string => readFileSync(join(source, folder, name), "utf8");
  const names = readdirSync(join(source, folder)).filter(
    (name) => /(?<!\.test)\.ts$/.test(name) && name !== "index.ts",
  );
  const declared = names.flatMap((name) => [...read(name).matchAll(declares)].map(([, constant]) => constant!));

  it("is in its list", () => {
    const list = read("index.ts").replace(/^import .*$/gm, "");
    expect(declared.length).toBeGreaterThan(1);
    for (const constant of declared) expect(list, constant).toMatch(new RegExp(`[\\[\\s:]${constant},?[\\s\\]]`));
  });
});
