/** The engine in a page of real Chromium: the same files, the same numbers as in Node. */
import { readFileSync, statSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as library from "../../src/browser.ts";
import { cosine, difference, goldenPath, readGolden } from "../read-goldens.ts";
import { openBrowser } from "./open-browser.ts";
import { type HouseServer, serveHouse } from "./serve-house.ts";

type Library = typeof library;
const smollm2 = "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";
const e5 = "models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf";
const tinyLlama = "test/goldens/tiny/llama/llama.f32.gguf";
const sizeOf = (path: string): number => statSync(new URL(`../../${path}`, import.meta.url)).size;

const { prompts } = JSON.parse(readFileSync(goldenPath("real/smollm2.json"), "utf8")) as {
  prompts: { readonly ids: readonly number[]; readonly greedy_ids: readonly number[] }[];
};
const { sentences } = JSON.parse(readFileSync(goldenPath("real/e5.json"), "utf8")) as {
  sentences: { readonly text: string }[];
};
/** Ends a turn of SmolLM2. */
const endOfTurn = 2;

describe.each([
  ["isolated, on two threads", true],
  ["not isolated, on one", false],
])("the engine in a page %s", { timeout: 120_000 }, (_, isIsolated) => {
  let server: HouseServer;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    server = await serveHouse(isIsolated);
    browser = await openBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(100_000);
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(server.url);
    await page.waitForFunction(() => "library" in globalThis);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it("stands in a page that may share memory, or may not", async () => {
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isIsolated);
  });

  it("goes on greedily as the reference does, read by ranges", async () => {
    const answers = await page.evaluate(
      async ([path, prompts]) => {
        const { openLanguageModel } = (globalThis as unknown as { library: Library }).library;
        const model = await openLanguageModel(path, { precision: "exact", threads: 2 });
        const answers: number[][] = [];
        for (const { ids, greedy_ids } of prompts) {
          const answer: number[] = [];
          const sampling = { temperature: 0, maxTokens: greedy_ids.length };
          for await (const event of model.generate({ ids }, sampling))
            if (event.type === "token") answer.push(event.id);
          answers.push(answer);
        }
        await model.close();
        return answers;
      },
      [smollm2, prompts] as const,
    );
    for (const [k, { greedy_ids }] of prompts.entries()) {
      const end = greedy_ids.indexOf(endOfTurn);
      expect(answers[k]).toEqual(end < 0 ? greedy_ids : greedy_ids.slice(0, end));
    }
    const asked = server.served.filter(({ path }) => path === `/${smollm2}`);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.every(({ isRange }) => isRange)).toBe(true);
    expect(Math.max(...asked.map(({ bytes }) => bytes))).toBeLessThan(sizeOf(smollm2) / 2);
  });

  it("makes the reference's vectors", async () => {
    const vectors = await page.evaluate(
      async ([path, texts]) => {
        const { openEmbedder } = (globalThis as unknown as { library: Library }).library;
        const model = await openEmbedder(path, { precision: "exact", threads: 2 });
        const vectors = await model.embed(texts, "query");
        await model.close();
        return vectors.map((vector) => [...vector]);
      },
      [e5, sentences.map(({ text }) => text)] as const,
    );
    const expected = (await readGolden("real/e5.safetensors")).get("embeddings")!;
    for (const [n, vector] of vectors.entries()) {
      const wanted = expected.values.subarray(n * vector.length, (n + 1) * vector.length);
      expect(cosine(vector, wanted), sentences[n]!.text).toBeGreaterThanOrEqual(0.9999);
    }
    expect(vectors.length).toBe(sentences.length);
  });

  it("shows the reference's attention, whose rows sum to one", async () => {
    const golden = await readGolden("tiny/llama/golden.safetensors");
    const seen = await page.evaluate(
      async ([path, ids]) => {
        const { openGlass } = (globalThis as unknown as { library: Library }).library;
        const model = await openGlass(path, { precision: "exact", threads: 2 });
        const seen = await model.trace({ ids }, ["logits", "attn"]);
        await model.close();
        return [...seen].map(([name, { shape, values }]) => ({ name, shape: [...shape], values: [...values] }));
      },
      [tinyLlama, [...golden.get("s1.ids")!.values]] as const,
    );
    for (const { name, shape, values } of seen) {
      expect(shape, name).toEqual(golden.get(`s1.${name}`)!.shape);
      expect(difference(values, golden.get(`s1.${name}`)!.values), name).toBeLessThan(2e-4);
      if (!name.startsWith("attn")) continue;
      const width = shape.at(-1)!;
      for (let row = 0; row < values.length; row += width)
        expect(values.slice(row, row + width).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
    expect(seen.map(({ name }) => name).sort()).toEqual(["attn.0", "attn.1", "logits"]);
  });

  it("says what is wrong, with a code", async () => {
    const codes = await page.evaluate(
      async (paths) => {
        const { openGlass } = (globalThis as unknown as { library: Library }).library;
        const code = (error: unknown) => (error as { code?: string }).code;
        return Promise.all(paths.map((path) => openGlass(path).then(() => "opened", code)));
      },
      ["models/none.gguf", "dist/kernels/simd.wasm"],
    );
    expect(codes).toEqual(["file.missing", "gguf.foreign"]);
    faults.splice(0, faults.length, ...faults.filter((fault) => !/404/.test(fault))); // Chromium names what is missing
  });

  it("starts kernel threads only where memory can be shared", () => {
    expect(server.served.some(({ path }) => path === "/dist/web/kernel.js")).toBe(isIsolated);
    expect(faults).toEqual([]);
  });
});
