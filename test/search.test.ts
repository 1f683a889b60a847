/** The search over the example articles, with the real embedder: what is found, what is marked, what is turned away. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Knowledge, openKnowledge } from "#knowledge/knowledge.ts";
import { openEmbedder } from "#runtime/open.ts";
import type { Embedder } from "#runtime/runtime.ts";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

describe("search over the example articles", () => {
  let embedder: Embedder & { close(): Promise<void> };
  let knowledge: Knowledge;
  beforeAll(async () => {
    embedder = await openEmbedder(path("models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf"));
    knowledge = await openKnowledge({ embedder: async () => embedder });
    for (const language of ["en", "es"] as const) {
      await knowledge.create(language, { language });
      for await (const event of knowledge.index(language, [path(`examples/collection/${language}`)]))
        expect(event.type).not.toBe("skipped");
    }
  });
  afterAll(async () => {
    await knowledge?.close();
    await embedder?.close();
  });

  /** The best passage, its marked sentence, and whether the texts were judged to hold an answer. */
  async function best(collection: string, question: string) {
    const { passages, answerable } = await knowledge.search(collection, question, { top: 5 });
    const [first] = passages;
    const { quote } = first ?? {};
    const text = first && quote ? first.text.slice(quote.start - first.start, quote.end - first.start) : "";
    return { file: first?.document.path.split("/").at(-1), quote: text, passages, answerable };
  }

  it.each([
    [
      "en",
      "What is the highest mountain in Africa?",
      "kilimanjaro.md",
      /^The highest mountain in Africa is Kilimanjaro/,
    ],
    ["es", "¿Cuál es la montaña más alta de África?", "kilimanjaro.md", /Kilimanjaro/],
    ["es", "cual es la montana mas alta de africa", "kilimanjaro.md", /Kilimanjaro/],
    ["en", "What is the currency of Sweden?", "countries.csv", /Sweden.*krona/],
    ["en", "What is the smallest state in India?", "states-of-india.md", /Goa/],
    ["en", "¿Cuál es la capital de Francia?", "france.md", /Paris/],
  ])("%s: %s is answered by %s", async (collection, question, file, quote) => {
    const found = await best(collection, question);
    expect(found.file).toBe(file);
    expect(found.quote).toMatch(quote);
    expect(found.answerable.answerable).toBe(true);
  });

  it.each([
    ["en", "What did the finance minister of Norway eat for breakfast?"],
    ["en", "How do I reset the password of my router?"],
    ["es", "¿Qué cláusula del contrato trata de la entrega tardía?"],
  ])("%s: %s is turned away", async (collection, question) => {
    const { answerable } = await best(collection, question);
    expect(answerable.answerable).toBe(false);
    expect(answerable.probability).toBeLessThan(answerable.threshold);
  });

  it("tells by which half each passage was found, and never a rank twice", async () => {
    const { passages, answerable } = await best("en", "Which river is the longest in the world?");
    for (const half of ["vectorRank", "textRank"] as const) {
      const ranks = passages.map((passage) => passage[half]).filter((rank) => rank !== undefined);
      expect(new Set(ranks).size).toBe(ranks.length);
    }
    expect(passages.map(({ score }) => score)).toEqual(passages.map(({ score }) => score).sort((a, b) => b - a));
    expect(answerable.evidence.cosine).toBeCloseTo(Math.max(...passages.map(({ cosine }) => cosine ?? 0)), 5);
    expect(answerable.evidence.share).toBeGreaterThan(0.5);
  });

  it("survives questions of any kind", async () => {
    for (const question of ["?", "   ", "a'b\"; DROP TABLE chunk; --", "\u0000 \ud800", "| & ! ( :*"]) {
      const { answerable } = await best("en", question);
      expect(answerable.probability).toBeGreaterThanOrEqual(0);
    }
  });

  it("says that a question is too long, and does not cut it", async () => {
    await expect(best("en", "x ".repeat(5000))).rejects.toMatchObject({ code: "embed.long" });
  });
});
