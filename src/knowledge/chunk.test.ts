import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Chunk, chunk } from "#knowledge/chunk.ts";
import { loadDocument } from "#knowledge/load/index.ts";
import type { Block } from "#knowledge/load/loaded.ts";

/** One token for each four letters of a word, as subword vocabularies have it; white space costs nothing. */
const tokensOf = (text: string): number =>
  (text.match(/\S+/g) ?? []).reduce((sum, word) => sum + Math.ceil(word.length / 4), 0);
const count = async (texts: readonly string[]): Promise<number[]> => texts.map(tokensOf);

const cut = (text: string, blocks: readonly Block[], maxTokens: number, targetTokens = maxTokens): Promise<Chunk[]> =>
  chunk({ title: "", text, blocks }, { count, language: "es", maxTokens, targetTokens });
const one = (text: string): Block[] => [{ start: 0, end: text.length, kind: "paragraph" }];
const slices = (text: string, chunks: readonly Chunk[]): string[] =>
  chunks.map(({ start, end }) => text.slice(start, end));

/** Places with a letter that no chunk holds. */
function lost(text: string, chunks: readonly Chunk[]): string {
  const rest = [...Array(text.length).keys()].filter((at) => !chunks.some(({ start, end }) => start <= at && at < end));
  return rest
    .map((at) => text[at])
    .join("")
    .trim();
}

const word = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom("agua", "Hierve", "a", "100", "°C.", "¿Qué?", "Dr.", "🌍", "fin.\n", "e\u0301"),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }) },
);
const passage = fc
  .array(word, { minLength: 1, maxLength: 60 })
  .map((words) => words.join(" ").replaceAll(/\n\s*\n/g, "\n"));
const kind = fc.constantFrom<Block["kind"]>("heading", "paragraph", "paragraph", "row", "code");
const documents = fc
  .array(fc.tuple(passage, kind, fc.constantFrom("\n", "\n\n", "\n\n- ", "\n\n---\n\n")), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => {
    let text = "";
    const blocks: Block[] = [];
    for (const [words, blockKind, gap] of parts) {
      const inner = words.trim();
      if (inner === "") continue;
      if (text !== "") text += gap;
      blocks.push({ start: text.length, end: text.length + inner.length, kind: blockKind });
      text += inner;
    }
    return { text, blocks };
  });

describe("cutting a document", () => {
  it("keeps every block whole or in parts, each chunk a place in the text within the limit and in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.integer({ min: 4, max: 80 }),
        fc.integer({ min: 2, max: 120 }),
        async (given, max, target) => {
          const { text, blocks } = given;
          const chunks = await cut(text, blocks, max, target);
          for (const block of blocks) {
            const inside = chunks.map(({ start, end }) => ({
              headings: [],
              start: start - block.start,
              end: end - block.start,
            }));
            expect(lost(text.slice(block.start, block.end), inside)).toBe("");
          }
          for (const [i, { start, end }] of chunks.entries()) {
            expect(0 <= start && start < end && end <= text.length).toBe(true);
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            expect(tokensOf(text.slice(start, end))).toBeLessThanOrEqual(max);
            expect(start).toBeGreaterThan(chunks[i - 1]?.start ?? -1);
            expect(end).toBeGreaterThan(chunks[i - 1]?.end ?? 0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never cuts within a character", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, max) => {
          for (const part of slices(text, await cut(text, one(text), max))) expect(part.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  it("cuts one giant word until each part fits, and loses none of it", async () => {
    const giant = "ñ🌍".repeat(20_000);
    const chunks = await cut(giant, one(giant), 50);
    expect(slices(giant, chunks).join("")).toBe(giant);
    expect(Math.max(...slices(giant, chunks).map(tokensOf))).toBeLessThanOrEqual(50);
  });

  it("ends even where a single character has more tokens than fit", async () => {
    const chunks = await chunk(
      { title: "", text: "🌍🌎 🌏", blocks: one("🌍🌎 🌏") },
      { count: async (texts) => texts.map((text) => text.length * 4), language: "en", maxTokens: 3, targetTokens: 3 },
    );
    expect(slices("🌍🌎 🌏", chunks)).toEqual(["🌍", "🌎", "🌏"]);
  });

  it("repeats the last sentence of a part in the next", async () => {
    const text = Array.from({ length: 12 }, (_, i) => `El agua número ${i} hierve.`).join(" ");
    const parts = slices(text, await cut(text, one(text), 40));
    expect(parts.length).toBeGreaterThan(2);
    for (const [i, part] of parts.slice(1).entries()) {
      const first = part.slice(0, part.indexOf(".") + 1);
      expect(parts[i]?.endsWith(first)).toBe(true);
    }
  });

  it("repeats nothing where the next sentence would not fit any more", async () => {
    const [medium, short, long] = [`${"agua ".repeat(24)}fin.`, "Hierve a cien.", `Es ${"agua ".repeat(36)}fin.`];
    const text = `${medium} ${short} ${long}`;
    expect(slices(text, await cut(text, one(text), 40))).toEqual([`${medium} ${short}`, long]);
  });

  it("joins small neighbours under one heading, and begins anew at the next heading", async () => {
    const source = "# Agua\n\nHierve.\n\nSe congela.\n\n## Usos\n\nBeber.";
    const { text, blocks } = await loadDocument(new TextEncoder().encode(source), "a.md");
    const chunks = await cut(text, blocks, 100);
    expect(slices(text, chunks)).toEqual(["# Agua\n\nHierve.\n\nSe congela.", "## Usos\n\nBeber."]);
    expect(chunks.map(({ headings }) => headings)).toEqual([["Agua"], ["Agua", "Usos"]]);
  });

  it("names the page on which a chunk begins", async () => {
    const text = "uno\n\ndos";
    const blocks: Block[] = [
      { start: 0, end: 3, kind: "paragraph" },
      { start: 5, end: 8, kind: "paragraph" },
    ];
    const options = { count, language: "es", maxTokens: 3, targetTokens: 3 };
    const chunks = await chunk({ title: "", text, blocks, pages: [0, 0, 5] }, options);
    expect(chunks.map(({ page }) => page)).toEqual([2, 3]);
  });

  it("does not store a page that is one heading once for each passage", async () => {
    const heading = "agua ".repeat(4000).trim();
    const chunks = await cut(heading, [{ start: 0, end: heading.length, kind: "heading", level: 1 }], 50);
    expect(Math.max(...chunks.map(({ headings }) => headings.join("").length))).toBeLessThanOrEqual(400);
  });

  it.each([
    ["prose", "El agua hierve a cien grados. Se congela a cero, etc. y sigue así. ".repeat(30_000)],
    ["initials", "J. ".repeat(700_000)],
    ["a word", "a".repeat(2_000_000)],
  ])("cuts two megabytes of %s in time by their length, each letter counted a few times", async (_, text) => {
    let counted = 0;
    const counting = async (texts: readonly string[]): Promise<number[]> => {
      counted += texts.reduce((sum, { length }) => sum + length, 0);
      return texts.map(({ length }) => Math.ceil(length / 4));
    };
    const before = performance.now();
    await chunk(
      { title: "", text, blocks: one(text) },
      { count: counting, language: "es", maxTokens: 496, targetTokens: 400 },
    );
    expect(performance.now() - before).toBeLessThan(15_000);
    expect(counted / text.length).toBeLessThan(5);
  });
});
