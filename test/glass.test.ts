import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineThread } from "#runtime/engine-thread.ts";
import type { GlassEmbedder, GlassLanguageModel } from "#runtime/glass.ts";
import { openEmbedder, openGlass, openLanguageModel } from "#runtime/open.ts";
import type { GenerateEvent } from "#runtime/runtime.ts";
import { cosine, difference, goldenPath, readGolden } from "./read-goldens.ts";

const tinyLlama = goldenPath("tiny/llama/llama.f32.gguf");
const tinyBert = goldenPath("tiny/bert/bert.f32.gguf");
const smollm2 = new URL("../models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url).pathname;
const e5 = new URL("../models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf", import.meta.url).pathname;

const messages = [{ role: "user", content: "What is the capital of France?" }] as const;

async function all(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const seen: GenerateEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}
const textOf = (events: readonly GenerateEvent[]): string =>
  events.map((event) => (event.type === "token" ? event.text : "")).join("");
const code = (name: string) => expect.objectContaining({ code: name });

describe("a language model in the engine's thread", () => {
  let model: GlassLanguageModel;
  const shares: number[] = [];
  beforeAll(async () => {
    const onProgress = (share: number): void => void shares.push(share);
    const card = { ref: "smollm2-135m-instruct", source: "bundled" } as const;
    model = await openLanguageModel(smollm2, { threads: 2, precision: "exact", onProgress, card });
  });
  afterAll(() => model.close());

  it("tells what it is, and how its loading went on", () => {
    expect(model.card).toMatchObject({
      ref: "smollm2-135m-instruct",
      source: "bundled",
      role: "llm",
      architecture: "llama",
      quantization: "Q4_1",
      parameters: 134_515_008,
      blocks: 30,
      vocabulary: 49_152,
      abilities: { tokens: true, logprobs: true, probe: true },
    });
    expect(shares.at(-1)).toBeCloseTo(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it("answers a chat as the model's own template has it, and the same as from its rendered text", async () => {
    const chat = await all(model.chat(messages, { maxTokens: 12 }));
    const plain = await all(model.generate({ text: await model.render(messages) }, { maxTokens: 12 }));
    expect(textOf(chat)).toContain("Paris");
    expect(textOf(plain)).toBe(textOf(chat));
    expect(chat.at(-1)).toMatchObject({ type: "done", finishReason: "stop" });
    expect(plain.at(-1)).toMatchObject({ timings: { cachedTokens: 36 } });
  });

  it("serves first come, first served, and tokenizes while it generates", async () => {
    const order: string[] = [];
    const first = all(model.chat(messages, { maxTokens: 16 })).then(() => order.push("first"));
    const second = all(model.chat(messages, { maxTokens: 1 })).then(() => order.push("second"));
    const [encoding] = await model.tokenize(["France"], { special: false });
    order.push("tokens");
    expect(encoding?.tokens.join("")).toBe("France");
    await Promise.all([first, second]);
    expect(order).toEqual(["tokens", "first", "second"]);
  });

  it("stops at the next token when told so, waiting or not, and when nobody listens any more", async () => {
    const stop = new AbortController();
    const seen: GenerateEvent[] = [];
    const waiting = all(model.chat(messages, { maxTokens: 200 }, AbortSignal.abort()));
    for await (const event of model.chat(messages, { maxTokens: 500 }, stop.signal)) {
      seen.push(event);
      if (seen.length === 4) stop.abort();
    }
    expect(seen.at(-1)).toMatchObject({ type: "done", finishReason: "cancelled" });
    expect(seen.length).toBeLessThan(100); // how soon depends on how soon this thread is heard
    expect((await waiting).at(-1)).toMatchObject({ finishReason: "cancelled", timings: { completionTokens: 0 } });
    for await (const { type } of model.chat(messages, { maxTokens: 4000 })) if (type === "token") break;
    const started = performance.now();
    await all(model.chat(messages, { maxTokens: 1 })); // would wait for 4000 tokens
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("scores a continuation, the likely above the unlikely", async () => {
    const prompt = await model.render(messages);
    const sum = async (text: string): Promise<number> =>
      (await model.score(prompt, text)).reduce((total, logprob) => total + logprob, 0);
    expect(await sum("The capital of France is Paris.")).toBeGreaterThan(await sum("The capital of France is Banana."));
  });

  it("refuses what does not fit, with a code, and goes on", async () => {
    const ids = new Array<number>(9000).fill(5);
    await expect(all(model.generate({ ids }))).rejects.toEqual(code("generate.context"));
    await expect(all(model.generate({ text: "x" }, { topP: 7 }))).rejects.toEqual(code("generate.sampling"));
    expect((await all(model.chat(messages, { maxTokens: 2 }))).at(-1)).toMatchObject({ finishReason: "length" });
  });
});

describe("an embedder in the engine's thread", () => {
  let embedder: GlassEmbedder;
  beforeAll(async () => {
    embedder = await openEmbedder(e5, { threads: 2 });
  });
  afterAll(() => embedder.close());

  it("puts e5's own prefixes in front, and makes vectors of length one", async () => {
    const [query] = await embedder.embed(["Where is Paris?"], "query");
    const [written] = await embedder.embed(["query: Where is Paris?"]);
    const [passage] = await embedder.embed(["Where is Paris?"], "passage");
    expect(cosine(query!, written!)).toBeCloseTo(1, 6);
    expect(cosine(query!, passage!)).toBeLessThan(0.999);
    expect(query!.length).toBe(embedder.dimension);
    expect(query!.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  });

  it("has an identity that tells its weights from others", async () => {
    const [a, b] = [await openEmbedder(tinyBert, { threads: 1 }), await openEmbedder(tinyBert, { threads: 1 })];
    expect(embedder.identity).toMatch(/^multilingual-e5-small\/384\/[0-9a-f]{16}$/);
    expect(a.identity).toBe(b.identity);
    expect(a.identity).not.toBe(embedder.identity);
    await a.close();
    await b.close();
  });

  it("refuses a text that is too long, and stops when told so", async () => {
    await expect(embedder.embed(["word ".repeat(600)])).rejects.toEqual(code("embed.long"));
    const stop = new AbortController();
    const many = embedder.embed(new Array<string>(500).fill("a sentence of some words"), "passage", stop.signal);
    stop.abort();
    await expect(many).rejects.toThrow("aborted");
    await expect(embedder.embed(["short"])).resolves.toHaveLength(1);
  });

  it("makes the reference's vectors", async () => {
    const golden = await readGolden("tiny/bert/golden.safetensors");
    const tiny = await openEmbedder(tinyBert, { threads: 1, precision: "exact" });
    const seen = await tiny.trace({ ids: [...(golden.get("s0.ids")!.values as Int32Array)] }, ["hidden"]);
    expect([...seen.keys()]).toContain("hidden.0");
    const last = [...seen.values()].at(-1)!;
    expect(difference(last.values, golden.get("s0.last_hidden_state")!.values)).toBeLessThan(2e-4);
    await tiny.close();
  });
});

describe("tracing", () => {
  it("shows the contract's names, equal to the reference", async () => {
    const golden = await readGolden("tiny/llama/golden.safetensors");
    const model = await openGlass(tinyLlama, { threads: 2, precision: "exact" });
    const ids = [...(golden.get("s1.ids")!.values as Int32Array)];
    const seen = await model.trace({ ids }, ["logits", "hidden", "attn", "final_norm"]);
    const expected = [...golden.keys()].filter((key) => key.startsWith("s1.") && !/ids|greedy/.test(key));
    expect([...seen.keys()].map((key) => `s1.${key}`).sort()).toEqual(expected.sort());
    for (const key of expected) {
      const { shape, values } = seen.get(key.slice(3))!;
      expect(shape, key).toEqual(golden.get(key)!.shape);
      expect(difference(values, golden.get(key)!.values), key).toBeLessThan(key.includes("attn") ? 2e-5 : 2e-4);
    }
    expect((await model.trace({ ids }, ["*"])).size).toBeGreaterThan(25);
    expect([...(await model.trace({ ids }, ["blocks.1.attn.hook_q"])).keys()]).toEqual(["blocks.1.attn.q"]);
    await expect(model.trace({ ids }, ["blocks.0.nothing"])).rejects.toEqual(code("probe.unknown"));
    await model.close();
  });
});

describe("opening and losing", () => {
  it("says what is wrong with a path or a role, and leaves no thread behind", async () => {
    await expect(openLanguageModel("/nowhere/model.gguf")).rejects.toEqual(code("file.missing"));
    await expect(openLanguageModel(tinyBert, { threads: 1 })).rejects.toEqual(code("model.speechless"));
    await expect(openEmbedder(tinyLlama, { threads: 1 })).rejects.toEqual(code("model.vectorless"));
    const model = await openLanguageModel(tinyLlama, { threads: 1 });
    await model.close();
    await expect(model.tokenize(["x"])).rejects.toEqual(code("engine.closed"));
  });

  it("fails what a lost thread was doing, and starts another for the next call", async () => {
    const thread = new EngineThread({ path: tinyLlama, options: { threads: 1, backend: "plain" } });
    await thread.opened();
    const doomed = thread.call({ do: "embed", texts: [] });
    const events = all(thread.events({ do: "generate", prompt: { ids: [1, 2, 3] }, sampling: { maxTokens: 200 } }));
    await expect(doomed).rejects.toEqual(code("model.vectorless"));
    thread.kill();
    await expect(events).rejects.toEqual(code("engine.lost"));
    const [encoding] = await thread.call({ do: "tokenize", texts: ["again"], special: false });
    expect(encoding?.ids.length).toBeGreaterThan(0);
    thread.close();
  });
});
