import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, temporaryFolder, vitral } from "./vitral.ts";

const folder = temporaryFolder();
const env = { VITRAL_HOME: join(folder.path, "home") };
const texts = join(folder.path, "texts");
const collection = join(import.meta.dirname, "../../examples/collection");
afterAll(() => folder.remove());

interface Indexed {
  documents: number;
  chunks: number;
  skipped: { path: string; reason: string }[];
}
interface Hit {
  document: string;
  chunk: number;
  start: number;
  end: number;
  text: string;
  score: number;
  vectorRank: number | null;
  textRank: number | null;
}

beforeAll(() => {
  mkdirSync(texts);
  for (const name of ["kilimanjaro.md", "everest.md", "nile.md", "coffee.md"])
    writeFileSync(join(texts, name), readFileSync(join(collection, "en", name)));
  writeFileSync(join(texts, "broken.pdf"), "%PDF-1.7 and nothing more");
});

describe("index, search and ask", () => {
  it("index reads a folder, skips what is broken, and reads again only what changed", {
    timeout: 120_000,
  }, async () => {
    const first = await json<Indexed>(["index", texts, "--collection", "little"], { env });
    expect(first).toMatchObject({ documents: 4, skipped: [{ path: expect.stringContaining("broken.pdf") }] });
    expect(first.chunks).toBeGreaterThanOrEqual(4);
    writeFileSync(join(texts, "everest.md"), "# Everest\n\nMount Everest is the highest mountain in the world.\n");
    const second = await json<Indexed & { unchanged: number }>(["index", texts, "--collection", "little"], { env });
    expect(second).toMatchObject({ documents: 1, unchanged: 3 });
  });

  it("search finds the passage by its words and its meaning, in either language", async () => {
    for (const query of ["Which mountain is the highest of Africa?", "¿Cuál es la montaña más alta de África?"]) {
      const [best] = await json<Hit[]>(["search", query, "--collection", "little", "--top", "3"], { env });
      expect(best!.document).toContain("kilimanjaro.md");
      expect(best!.text.length).toBe(best!.end - best!.start);
    }
  });

  it("ask answers with citations whose places hold their text", async () => {
    const question = "What is the highest mountain in Africa?";
    const answer = await json<{
      answer: string;
      citations: { marker: number; document: string; start: number; end: number; text: string }[];
      retrieved: Hit[];
      prompt: string;
      timings: Record<string, number>;
    }>(["ask", question, "--collection", "little"], { env });
    expect(answer.answer).toContain("Kilimanjaro");
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const { document, start, end, text } of answer.citations)
      expect(readFileSync(document, "utf8").slice(start, end)).toBe(text);
    expect(answer.retrieved[0]!.document).toContain("kilimanjaro.md");
    expect(answer.prompt).toContain(question);
  });

  it("ask says so when the texts hold no answer, in the question's language", async () => {
    const ask = (question: string) =>
      json<{ answered: boolean; answer: string }>(["ask", question, "--collection", "little"], { env });
    expect(await ask("How do I change the oil of a motorcycle?")).toMatchObject({ answered: false });
    expect((await ask("¿Cómo se cambia el aceite de una motocicleta?")).answer).toMatch(/textos/);
  });

  it("--data asks files without keeping them, and --explain says what each passage did", {
    timeout: 120_000,
  }, async () => {
    const args = ["ask", "Where does coffee come from?", "--data", join(texts, "coffee.md"), "--explain"];
    const answer = await json<{ answer: string; explain: { marker: number; logprobChange: number }[] }>(args, { env });
    expect(answer.answer).toContain("Ethiopia");
    expect(Math.max(...answer.explain.map(({ logprobChange }) => logprobChange))).toBeGreaterThan(0);
  });

  it("names the collections that there are", async () => {
    const { code, stderr } = await vitral(["search", "a", "--collection", "other"], { env });
    expect(code).toBe(1);
    expect(stderr).toContain("There is no collection other");
    expect(stderr).toContain("little");
  });

  it("keeps the finished documents when it is interrupted, and goes on", { timeout: 180_000 }, async () => {
    const args = ["index", join(collection, "en"), join(collection, "es"), "--collection", "cut"];
    const cut = await vitral(args, { env, interruptAfterMs: 4_000 });
    expect(cut.code).toBe(130);
    expect(cut.stderr).toContain("What was finished is kept");
    const rest = await json<{ documents: number; unchanged: number }>(args, { env });
    expect(rest.documents + rest.unchanged).toBe(62);
    const hits = await json<Hit[]>(["search", "Kilimanjaro", "--collection", "cut"], { env });
    expect(hits[0]!.text).toContain("Kilimanjaro");
  });
});
