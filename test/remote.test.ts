import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRemote } from "#runtime/remote/open.ts";
import type { GenerateEvent, LanguageModel, ModelCard } from "#runtime/runtime.ts";
import { type Serving, serve } from "#server/serve.ts";

async function all(
  events: AsyncIterable<GenerateEvent>,
): Promise<{ text: string; done: Extract<GenerateEvent, { type: "done" }>; tokens: number }> {
  let [text, tokens] = ["", 0];
  let done: Extract<GenerateEvent, { type: "done" }> | undefined;
  for await (const event of events) {
    if (event.type === "token") [text, tokens] = [text + event.text, tokens + 1];
    if (event.type === "done") done = event;
  }
  return { text, done: done!, tokens };
}

const messages = [{ role: "user", content: "Name the three largest oceans." }] as const;

describe("a real second server", () => {
  let folder: string;
  let other: Serving;
  let model: LanguageModel;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "vitral-remote-"));
    other = await serve({
      version: "test",
      model: "smollm2-135m-instruct",
      embedder: "multilingual-e5-small",
      port: 0,
      folder,
    });
    model = await openRemote(`${other.url}/v1`, "smollm2-135m-instruct");
  });
  afterAll(async () => {
    await other.close();
    rmSync(folder, { recursive: true });
  });

  it("answers a chat with the words and probabilities of its own model", async () => {
    const local = await all((await other.service.model()).chat(messages, { maxTokens: 20 }));
    const remote = await all(model.chat(messages, { maxTokens: 20, logprobs: 2 }));
    expect(remote.text).toBe(local.text);
    expect(remote.done.timings).toMatchObject({
      promptTokens: local.done.timings.promptTokens,
      completionTokens: local.done.timings.completionTokens,
    });
    for await (const event of model.chat(messages, { maxTokens: 1, logprobs: 2 })) {
      if (event.type === "token") expect(event.alternatives).toHaveLength(2);
    }
  });

  it("continues a text, and stops when it is told to", async () => {
    expect((await all(model.generate({ text: "The capital of France is" }, { maxTokens: 3 }))).text).toMatch(/Paris/);
    const stop = new AbortController();
    let seen = 0;
    let reason = "";
    for await (const event of model.chat(
      [{ role: "user", content: "Write a very long story." }],
      { maxTokens: 2000 },
      stop.signal,
    )) {
      if (event.type === "token" && ++seen === 3) stop.abort();
      if (event.type === "done") reason = event.finishReason;
    }
    expect(reason).toBe("cancelled");
  });

  it("names the models that there are instead of the wrong one, and says what it hides", async () => {
    await expect(openRemote(`${other.url}/v1`, "gpt-9")).rejects.toMatchObject({
      code: "runtime.unfound",
      message: expect.stringContaining("smollm2"),
    });
    await expect(model.render(messages)).rejects.toMatchObject({ code: "runtime.hidden" });
    await expect(openRemote("http://127.0.0.1:9/v1", "x")).rejects.toMatchObject({ code: "runtime.unreachable" });
  });
});

describe("a server that runs on this computer", () => {
  it("is found with its models, and can be the studio's model without a word about where", async () => {
    const [one, two] = ["vitral-found-", "vitral-finds-"].map((name) => mkdtempSync(join(tmpdir(), name)));
    const options = { version: "test", model: "smollm2-135m-instruct", embedder: "multilingual-e5-small", port: 0 };
    const other = await serve({ ...options, folder: one! });
    const studio = await serve({ ...options, folder: two!, servers: [`${other.url}/v1`, "http://127.0.0.1:9/v1"] });
    const cards = (await (await fetch(`${studio.url}/api/models`)).json()) as ModelCard[];
    const [remote] = cards.filter(({ source, role }) => source === "remote" && role === "llm");
    expect(remote).toMatchObject({ ref: `${other.url}/v1#smollm2-135m-instruct`, abilities: { probe: false } });
    expect(cards.filter(({ source }) => source === "bundled")).toHaveLength(2);
    await studio.service.model(); // one model is loaded at a time
    const body = JSON.stringify({ ref: remote!.ref });
    const headers = { "content-type": "application/json" };
    const loaded = await fetch(`${studio.url}/api/models/load`, { method: "POST", body, headers });
    expect(await loaded.text()).toContain('"type":"ready"');
    expect((await all((await studio.service.model()).chat(messages, { maxTokens: 4 }))).tokens).toBeGreaterThan(0);
    const own = (await (await fetch(`${studio.url}/v1/models`)).json()) as { data: { owned_by: string }[] };
    expect(own.data.map(({ owned_by }) => owned_by)).not.toContain("remote"); // two that list each other would not end
    await studio.close();
    await other.close();
    for (const folder of [one!, two!]) rmSync(folder, { recursive: true });
  });
});

describe("a server with its own manners", () => {
  let server: Server;
  let speak: (answer: ServerResponse) => void;
  let model: LanguageModel;
  beforeAll(async () => {
    server = createServer((request, answer) => {
      if (request.url === "/v1/models") return void answer.end(JSON.stringify({ data: [{ id: "m" }] }));
      answer.writeHead(200, { "Content-Type": "text/event-stream" });
      speak(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    model = await openRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, "m");
  });
  afterAll(() => void server.close());
  const delta = (content: string, finish: string | null = null): string =>
    JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] });

  it("may end lines with \\r\\n, comment, cut characters in two and say nothing of usage", async () => {
    speak = (answer) => {
      const bytes = Buffer.from(
        `: hello\r\n\r\nevent: x\r\ndata: ${delta("monta")}\r\n\r\ndata:${delta("ña")}\r\n\r\ndata: ${delta("", "stop")}\r\n\r\ndata: [DONE]\r\n\r\n`,
      );
      const middle = bytes.indexOf(0xc3) + 1;
      answer.write(bytes.subarray(0, middle));
      setTimeout(() => answer.end(bytes.subarray(middle)), 30);
    };
    expect(await all(model.chat(messages))).toMatchObject({
      text: "montaña",
      tokens: 2,
      done: { finishReason: "stop" },
    });
  });

  it("that breaks off, or fails in the middle, is told so", async () => {
    speak = (answer) => {
      answer.write(`data: ${delta("half")}\n\n`);
      setTimeout(() => answer.destroy(), 30);
    };
    await expect(all(model.chat(messages))).rejects.toMatchObject({ code: "runtime.cut" });
    speak = (answer) => answer.end(`data: ${delta("half")}\n\n`);
    await expect(all(model.chat(messages))).rejects.toMatchObject({ code: "runtime.cut" });
    speak = (answer) => answer.end(`data: ${JSON.stringify({ error: { message: "out of memory" } })}\n\n`);
    await expect(all(model.chat(messages))).rejects.toMatchObject({ code: "runtime.refused" });
  });
});
