import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openModelFile } from "#files/open.node.ts";
import type { GenerateEvent, Sampling } from "#generate/events.ts";
import { type GenerateOptions, generate } from "#generate/generate.ts";
import { logSumExp } from "#generate/largest.ts";
import { score } from "#generate/score.ts";
import { prefillChunk, Session } from "#generate/session.ts";
import { loadModel, type Model } from "#model/model.ts";
import { tokenizerOf } from "#model/tokenizer.ts";
import { openPlainBackend } from "#numeric/plain/backend.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

const path = new URL("../../test/goldens/tiny/llama/llama.f32.gguf", import.meta.url).pathname;
const prompt = Int32Array.of(5, 17, 101, 42, 7);

let model: Model;
let tokenizer: Tokenizer;
beforeAll(async () => {
  const file = await openModelFile(path);
  tokenizer = tokenizerOf(file);
  model = await loadModel(file, openPlainBackend());
  await file.close();
});
afterAll(() => model.backend.close());

/** A random model ends when it likes; these tests have it go on. */
const endless = (): Record<number, number> => Object.fromEntries([...tokenizer.special.ends].map((id) => [id, -1000]));

function run(ids: Int32Array, sampling: Sampling, session = new Session(model), options: GenerateOptions = {}) {
  const events: GenerateEvent[] = [
    ...generate(session, tokenizer, ids, { ...options, sampling: { logitBias: endless(), ...sampling } }),
  ];
  const tokens = events.filter((event) => event.type === "token");
  const done = events.at(-1)!;
  if (done.type !== "done") throw new Error("a generation ends with done");
  return { events, tokens, done, ids: tokens.map(({ id }) => id), text: tokens.map(({ text }) => text).join("") };
}

describe("generate", () => {
  it("reports progress, tokens and timings, in this order", () => {
    const { events, done, tokens } = run(prompt, { maxTokens: 6 });
    expect(events.map(({ type }) => type)).toEqual(["prefill", ...new Array(6).fill("token"), "done"]);
    expect(done.finishReason).toBe("length");
    expect(done.timings).toMatchObject({ promptTokens: 5, cachedTokens: 0, completionTokens: 6 });
    expect(tokens).toHaveLength(6);
  });

  it("gives the text that its ids decode to", () => {
    const { ids, text } = run(prompt, { maxTokens: 20, temperature: 1.2, seed: 5 });
    expect(text).toBe(tokenizer.decode(ids, { skipSpecial: true }));
  });

  it("computes a long prompt in chunks, with the same answer", () => {
    const long = Int32Array.from({ length: prefillChunk + 9 }, (_, i) => (i * 7) % 300);
    const session = new Session(model);
    const { events, ids } = run(long, { maxTokens: 3 }, session);
    expect(events.filter(({ type }) => type === "prefill")).toEqual([
      { type: "prefill", done: prefillChunk, total: long.length },
      { type: "prefill", done: long.length, total: long.length },
    ]);
    const whole = new Session(model);
    whole.begin(long);
    const logits = whole.feed(long);
    expect(ids[0]).toBe(logits.indexOf(Math.max(...logits)));
  });

  it("keeps what a new prompt shares with the last, and answers as from nothing", () => {
    const session = new Session(model);
    const first = run(prompt, { maxTokens: 4 }, session);
    const next = Int32Array.of(...prompt, ...first.ids.slice(0, 3), 9, 10);
    const again = run(next, { maxTokens: 5 }, session);
    expect(again.done.timings.cachedTokens).toBe(8);
    expect(again.ids).toEqual(run(next, { maxTokens: 5 }).ids);
    const other = run(Int32Array.of(5, 17, 3), { maxTokens: 5 }, session);
    expect(other.done.timings.cachedTokens).toBe(2);
    expect(other.ids).toEqual(run(Int32Array.of(5, 17, 3), { maxTokens: 5 }).ids);
    expect(run(prompt, { maxTokens: 0 }, session).done.timings.completionTokens).toBe(0);
  });

  it("ends before a stop string that spans tokens", () => {
    const free = run(prompt, { maxTokens: 24 });
    const stop = free.text.slice(3, 8);
    const stopped = run(prompt, { maxTokens: 24, stop: [stop] });
    expect(stopped.done.finishReason).toBe("stop");
    expect(stopped.text).toBe(free.text.slice(0, free.text.indexOf(stop)));
  });

  it("ends with the model's own end, which is no part of the answer", () => {
    const [end] = tokenizer.special.ends;
    const { tokens, done } = run(prompt, { logitBias: { [end!]: 1000 } });
    expect(tokens).toEqual([]);
    expect(done).toMatchObject({ finishReason: "stop", timings: { completionTokens: 0 } });
  });

  it("stops at the next token when it is cancelled", () => {
    let asked = 0;
    const { tokens, done } = run(prompt, { maxTokens: 50 }, new Session(model), { isCancelled: () => ++asked > 4 });
    expect(done.finishReason).toBe("cancelled");
    expect(tokens).toHaveLength(4);
  });

  it("says how likely the model itself found each token, whatever the sampling", () => {
    const { tokens } = run(prompt, { maxTokens: 3, logprobs: 4, temperature: 2, topK: 3, seed: 2, repeatPenalty: 1.5 });
    const session = new Session(model);
    session.begin(prompt);
    const logits = session.feed(prompt);
    const whole = logSumExp(logits);
    const [first] = tokens;
    expect(first?.logprob).toBeCloseTo(logits[first!.id]! - whole, 5);
    expect(first?.alternatives).toHaveLength(4);
    for (const { id, logprob, bytes } of first!.alternatives!) {
      expect(logprob).toBeCloseTo(logits[id]! - whole, 5);
      expect(bytes).toEqual([...tokenizer.bytes(id)]);
    }
  });

  it("never outgrows the context, and refuses a prompt that leaves no room, before computing", () => {
    const { contextLength } = model.config;
    const full = new Int32Array(contextLength).fill(9);
    const long = full.subarray(0, contextLength - 3);
    expect(run(long, { maxTokens: 50 }).ids).toHaveLength(3);
    expect(() => run(full, {})).toThrow(expect.objectContaining({ code: "generate.context" }));
    expect(() => run(new Int32Array(0), {})).toThrow(expect.objectContaining({ code: "generate.empty" }));
    expect(() => run(Int32Array.of(1, 99_999), {})).toThrow(expect.objectContaining({ code: "tokenizer.id" }));
  });
});

describe("score", () => {
  it("sums what a greedy answer's tokens were reported with", () => {
    const { tokens, ids } = run(prompt, { maxTokens: 8, logprobs: 0 });
    const session = new Session(model);
    const scores = score(session, prompt, Int32Array.from(ids));
    tokens.forEach(({ logprob }, i) => {
      expect(scores[i]).toBeCloseTo(logprob!, 4);
    });
    expect(scores).toHaveLength(8);
    expect([...score(session, prompt, Int32Array.from(ids))]).toEqual([...scores]); // again, from the cache
  });
});
