import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VitralError } from "#base/error.ts";
import { type Serving, serve } from "#server/serve.ts";

const model = "smollm2-135m-instruct";
let serving: Serving;
let folder: string;
let client: OpenAI;
const options = { version: "test", model, embedder: "multilingual-e5-small", port: 0 };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitral-server-"));
  serving = await serve({ ...options, folder });
  client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: "none", maxRetries: 0 });
  await serving.service.model();
});
afterAll(async () => {
  await serving.close();
  rmSync(folder, { recursive: true });
});

/** A raw request, with headers that fetch would not let through. */
function raw(
  path: string,
  headers: Record<string, string>,
  method = "GET",
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, serving.url), { method, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const messages = [{ role: "user" as const, content: "Name the three largest oceans." }];

describe("the unmodified openai client", () => {
  it("lists the models", async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toContain(model);
    expect(ids).toContain("multilingual-e5-small");
    expect((await client.models.retrieve(model)).id).toBe(model);
  });

  it("chats, whole and streamed, with the same words", async () => {
    const whole = await client.chat.completions.create({ model, messages, temperature: 0, max_tokens: 24 });
    const text = whole.choices[0]!.message.content!;
    expect(text).toMatch(/Pacific/);
    expect(whole.usage!.total_tokens).toBe(whole.usage!.prompt_tokens + whole.usage!.completion_tokens);
    const stream = await client.chat.completions.create({
      model,
      messages,
      temperature: 0,
      max_tokens: 24,
      stream: true,
      stream_options: { include_usage: true },
    });
    let streamed = "";
    let usage: unknown;
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    expect(streamed).toBe(text);
    expect(usage).toMatchObject({ completion_tokens: whole.usage!.completion_tokens });
  });

  it("gets log-probabilities whose bytes spell the answer", async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      temperature: 0,
      max_tokens: 8,
      logprobs: true,
      top_logprobs: 3,
    });
    const [choice] = choices;
    const content = choice!.logprobs!.content!;
    const bytes = content.flatMap((token) => token.bytes!);
    expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(choice!.message.content);
    for (const { logprob, top_logprobs } of content) {
      expect(logprob).toBeLessThanOrEqual(0);
      expect(top_logprobs).toHaveLength(3);
      expect(top_logprobs[0]!.logprob).toBeCloseTo(logprob, 5); // greedy
      expect(top_logprobs.reduce((sum, each) => sum + Math.exp(each.logprob), 0)).toBeLessThanOrEqual(1.0001);
    }
  });

  it("completes a text, with the older log-probabilities", async () => {
    const { choices, usage } = await client.completions.create({
      model,
      prompt: "The capital of France is",
      temperature: 0,
      max_tokens: 4,
      logprobs: 2,
    });
    expect(choices[0]!.text).toMatch(/^ Paris/);
    expect(choices[0]!.logprobs!.tokens!.join("")).toBe(choices[0]!.text);
    expect(usage!.completion_tokens).toBe(4);
  });

  it("stops before a stop string, and repeats itself with a seed", async () => {
    const stopped = await client.completions.create({
      model,
      prompt: "One, two, three, four,",
      temperature: 0,
      max_tokens: 30,
      stop: ["seven"],
    });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: "stop" });
    expect(stopped.choices[0]!.text).not.toContain("seven");
    const draw = () =>
      client.completions.create({ model, prompt: "Once upon a time", temperature: 1.2, seed: 7, max_tokens: 12 });
    expect((await draw()).choices[0]!.text).toBe((await draw()).choices[0]!.text);
  });

  it("embeds: base64 by default as the client asks, and the same in floats", async () => {
    const input = ["query: montaña más alta de África", "query: highest mountain in Africa", "query: invoices of May"];
    const { data } = await client.embeddings.create({ model: "multilingual-e5-small", input });
    const floats = await client.embeddings.create({ model: "multilingual-e5-small", input, encoding_format: "float" });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([384, 384, 384]);
    data.forEach(({ embedding }, i) => {
      embedding.forEach((x, j) => {
        expect(x).toBeCloseTo(floats.data[i]!.embedding[j]!, 6);
      });
    });
    const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    expect(dot(data[0]!.embedding, data[1]!.embedding)).toBeGreaterThan(dot(data[0]!.embedding, data[2]!.embedding));
  });

  it("stops the generation when it leaves: the next request is answered soon, and both of two get on", async () => {
    const stream = await client.chat.completions.create({
      model,
      messages: [{ role: "user", content: "Write a very long story." }],
      max_tokens: 4000,
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break; // leaves
    const answers = await Promise.all(
      [1, 2].map(() =>
        client.completions.create({ model, prompt: "The capital of France is", temperature: 0, max_tokens: 3 }),
      ),
    );
    for (const { choices } of answers) expect(choices[0]!.text).toMatch(/Paris/);
  });

  it("is told in OpenAI's shape what it did wrong", async () => {
    await expect(client.chat.completions.create({ model: "no/such-model", messages })).rejects.toMatchObject({
      status: 404,
      code: "runtime.unfound",
    });
    await expect(client.chat.completions.create({ model, messages: [] })).rejects.toMatchObject({
      status: 400,
      code: "server.body",
    });
    await expect(client.chat.completions.create({ model, messages, n: 2 })).rejects.toMatchObject({
      status: 400,
      code: "server.unsupported",
    });
    const tools = [{ type: "function" as const, function: { name: "f", parameters: {} } }];
    await expect(client.chat.completions.create({ model, messages, tools })).rejects.toMatchObject({
      code: "server.unsupported",
    });
  });
});

describe("who may ask", () => {
  it("refuses foreign hosts and origins, and answers its own", async () => {
    const own = new URL(serving.url).host;
    expect((await raw("/api/state", { host: own })).status).toBe(200);
    expect((await raw("/api/state", { host: "evil.example" })).status).toBe(403);
    expect((await raw("/v1/models", { host: own, origin: "https://evil.example" })).status).toBe(403);
    expect((await raw("/v1/models", { host: own, origin: "null" })).status).toBe(403);
    expect((await raw("/v1/models", { host: own, origin: serving.url })).status).toBe(200);
  });

  it("refuses a body that is too large, and one that is no JSON, and a path that is not there", async () => {
    const host = new URL(serving.url).host;
    const type = { host, "content-type": "application/json" };
    expect((await raw("/api/ask", { ...type, "content-length": String(64 << 20) }, "POST", "{")).status).toBe(413);
    expect((await raw("/api/ask", type, "POST", "{")).status).toBe(400);
    expect((await raw("/v1/nothing", { host })).status).toBe(404);
    expect((await raw("/api/nothing", { host, "accept-language": "es" })).text).toContain("No hay nada");
  });

  it("says that a port is taken, and that others need a key", async () => {
    const port = Number(new URL(serving.url).port);
    await expect(serve({ ...options, port, folder })).rejects.toThrowError(VitralError);
    await expect(serve({ ...options, port, folder })).rejects.toMatchObject({ code: "server.port" });
    await expect(serve({ ...options, folder, host: "0.0.0.0" })).rejects.toMatchObject({ code: "server.keyNeeded" });
  });
});
