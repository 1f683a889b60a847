import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
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
    const asked = { model: "multilingual-e5-small", input: "a", encoding_format: "base64" } as const;
    const body = JSON.stringify(asked);
    const { text } = await raw("/v1/embeddings", { host: new URL(serving.url).host }, "POST", body);
    expect(Buffer.from(JSON.parse(text).data[0].embedding, "base64")).toHaveLength(384 * 4);
    const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    expect(dot(data[0]!.embedding, data[1]!.embedding)).toBeGreaterThan(dot(data[0]!.embedding, data[2]!.embedding));
  });

  it("streams plain completions, with usage at the end only when asked", async () => {
    const ask = { model, prompt: "The capital of France is", temperature: 0, max_tokens: 3, stream: true } as const;
    const chunks = [];
    for await (const chunk of await client.completions.create({ ...ask, logprobs: 1 })) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]!.text).join("")).toMatch(/^ Paris/);
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe("length");
    expect(chunks[0]!.choices[0]!.logprobs!.tokens).toEqual([" Paris"]);
    expect(chunks.every(({ usage }) => !usage)).toBe(true);
    const told = [];
    for await (const chunk of await client.completions.create({ ...ask, stream_options: { include_usage: true } }))
      told.push(chunk);
    expect(told.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
    });
  });

  it("stops the generation at the next token when it leaves, streamed or whole", { timeout: 120_000 }, async () => {
    const endless = {
      model,
      messages: [{ role: "user", content: "Write a very long story." }] as const,
      logit_bias: { 0: -100, 2: -100 }, // it would take minutes
      max_tokens: 6000,
    };
    const quick = async (): Promise<number> => {
      const begun = performance.now();
      await client.completions.create({ model, prompt: "The capital of France is", temperature: 0, max_tokens: 3 });
      return performance.now() - begun;
    };
    const stream = await client.chat.completions.create({ ...endless, messages: [...endless.messages], stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break; // leaves
    expect(await quick()).toBeLessThan(15_000);
    const leaving = new AbortController();
    const whole = client.chat.completions.create(
      { ...endless, messages: [...endless.messages] },
      { signal: leaving.signal },
    );
    setTimeout(() => leaving.abort(), 1_000);
    await expect(whole).rejects.toThrow(OpenAI.APIUserAbortError);
    expect(await quick()).toBeLessThan(15_000);
  });

  it("is served in its turn: who asked first is answered first, and nobody is left out", async () => {
    const done: number[] = [];
    const ask = async (turn: number, max_tokens: number): Promise<void> => {
      await client.completions.create({ model, prompt: "One, two,", temperature: 0, max_tokens });
      done.push(turn);
    };
    const all = [];
    for (const [turn, length] of [40, 1, 20, 1, 1].entries()) {
      all.push(ask(turn, length));
      await new Promise((resolve) => setTimeout(resolve, 50)); // so that they arrive in this order
    }
    await Promise.all(all);
    expect(done).toEqual([0, 1, 2, 3, 4]);
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
    await expect(client.models.retrieve("no/such-model")).rejects.toMatchObject({ status: 404 });
    const embedder = { status: 400, code: "server.embedder" };
    await expect(client.embeddings.create({ model, input: "a" })).rejects.toMatchObject(embedder);
    await expect(client.embeddings.create({ model: "ada", input: "a" })).rejects.toMatchObject({ status: 404 });
    const wrong = await raw("/v1/chat/completions", { host: new URL(serving.url).host }, "POST", '{"messages": 1}');
    expect(JSON.parse(wrong.text)).toEqual({
      error: {
        message: expect.stringContaining("messages"),
        type: "invalid_request_error",
        param: null,
        code: "server.body",
      },
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
    const otherPage = await raw("/v1/models", { host: own, origin: "http://127.0.0.1:3000" });
    expect(otherPage.status).toBe(403);
    expect(otherPage.text).toContain(serving.url);
  });

  it("listens on this computer alone", async () => {
    const port = Number(new URL(serving.url).port);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address } of others.filter(({ internal, family }) => !internal && family === "IPv4")) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port }, () => resolve(true));
        socket.on("error", () => resolve(false));
      });
      expect(reached, address).toBe(false);
    }
    expect(serving.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it("with a key, answers only who sends it", async () => {
    const place = mkdtempSync(join(tmpdir(), "vitral-key-"));
    const locked = await serve({ ...options, folder: place, apiKey: "secret" });
    const as = (apiKey: string): OpenAI => new OpenAI({ baseURL: `${locked.url}/v1`, apiKey, maxRetries: 0 });
    await expect(as("wrong").models.list()).rejects.toMatchObject({ status: 401, code: "server.key" });
    expect((await as("secret").models.list()).data.length).toBeGreaterThan(1);
    await locked.close();
    rmSync(place, { recursive: true });
  });

  it("refuses a body that is too large, and one that is no JSON, and a path that is not there", async () => {
    const host = new URL(serving.url).host;
    const type = { host, "content-type": "application/json" };
    expect((await raw("/api/ask", { ...type, "content-length": String(64 << 20) }, "POST", "{")).status).toBe(413);
    const form = { host, "content-type": "multipart/form-data; boundary=x", "content-length": String(600 << 20) };
    expect((await raw("/api/collections/a/documents", form, "POST", "-")).status).toBe(413);
    const chunked = { ...type, "transfer-encoding": "chunked" };
    expect(
      JSON.parse((await raw("/v1/completions", chunked, "POST", `"${"x".repeat(9 << 20)}"`)).text).error.code,
    ).toBe("server.large");
    const small = JSON.stringify({ model, prompt: ["The capital of France is"], max_tokens: 1 });
    expect((await raw("/v1/completions", chunked, "POST", small)).status).toBe(200);
    expect((await raw("/api/ask", type, "POST", "{")).status).toBe(400);
    expect((await raw("/v1/nothing", { host })).status).toBe(404);
    expect((await raw("/api/nothing", { host, "accept-language": "es" })).text).toContain("No hay nada");
  });

  it("says that a port is taken, and that others need a key", async () => {
    const port = Number(new URL(serving.url).port);
    await expect(serve({ ...options, port, folder })).rejects.toThrowError(VitralError);
    await expect(serve({ ...options, port, folder })).rejects.toMatchObject({ code: "server.port" });
    await expect(serve({ ...options, folder, host: "no.such.name.invalid", apiKey: "k" })).rejects.toMatchObject({
      code: "server.address",
    });
    await expect(serve({ ...options, folder, host: "0.0.0.0" })).rejects.toMatchObject({ code: "server.keyNeeded" });
  });
});
