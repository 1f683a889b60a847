import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argmax, largest } from "#generate/largest.ts";
import { embed } from "#model/embed.ts";
import { type OpenModel, openModel } from "#model/open.ts";
import { trace } from "#model/trace.ts";
import { cosine, difference, type Golden, goldenPath, readGolden } from "./read-goldens.ts";

const models = new URL("../models/", import.meta.url).pathname;
const smollm2 = `${models}smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf`;
const e5 = `${models}multilingual-e5-small/multilingual-e5-small.Q4_0.gguf`;
const threads = 2;

interface SmolPrompt {
  readonly ids: readonly number[];
  readonly top20: readonly (readonly [number, number])[];
  readonly greedy_ids: readonly number[];
  readonly hidden_norms_last_position: readonly number[];
  readonly attention_layers: readonly number[];
}
const { prompts } = JSON.parse(readFileSync(goldenPath("real/smollm2.json"), "utf8")) as { prompts: SmolPrompt[] };
const { sentences } = JSON.parse(readFileSync(goldenPath("real/e5.json"), "utf8")) as {
  sentences: { readonly text: string; readonly ids: readonly number[] }[];
};

const lastRow = (values: Float32Array, width: number): Float32Array => values.subarray(values.length - width);
const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** What the reference says of the last position, compared with a trace of the same ids. */
function compareLastPosition(open: OpenModel, golden: Map<string, Golden>, k: number): Map<string, number> {
  const { ids, hidden_norms_last_position: norms, attention_layers: layers } = prompts[k]!;
  const { embeddingLength: C, vocabulary, blocks, heads } = open.model.config;
  const T = ids.length;
  const seen = trace(open.model, Int32Array.from(ids), ["logits", "hidden", "attn", "final_norm"]);
  const found = new Map<string, number>();
  found.set(
    "logits",
    difference(lastRow(seen.get("logits")!.values, vocabulary), golden.get(`p${k}.logits_last`)!.values),
  );
  let [worstNorm, worstHidden] = [0, 0];
  for (let l = 0; l <= blocks; l++) {
    const hidden = lastRow(seen.get(`hidden.${l}`)!.values, C);
    worstNorm = Math.max(worstNorm, Math.abs(norm(hidden) / norms[l]! - 1));
    const expected = golden.get(`p${k}.hidden_last`)!.values.subarray(l * C, (l + 1) * C);
    worstHidden = Math.max(worstHidden, 1 - cosine(hidden, expected));
  }
  found.set("norms", worstNorm).set("hidden", worstHidden);
  for (const layer of layers) {
    const pattern = seen.get(`attn.${layer}`)!.values; // [H, T, T]
    const rows = Array.from({ length: heads }, (_, h) => [...pattern.subarray((h * T + T - 1) * T, (h * T + T) * T)]);
    found.set(`attn.${layer}`, difference(rows.flat(), golden.get(`p${k}.attn_last.${layer}`)!.values));
  }
  return found;
}

function greedy(open: OpenModel, ids: readonly number[], count: number): number[] {
  const cache = open.model.cache();
  const out: number[] = [];
  for (let next = Int32Array.from(ids); out.length < count; next = Int32Array.of(out.at(-1)!))
    out.push(argmax(open.model.backend.read(open.model.forward(next, cache))));
  cache.close();
  return out;
}

describe("SmolLM2-135M-Instruct, exact", () => {
  let open: OpenModel;
  let golden: Map<string, Golden>;
  beforeAll(async () => {
    golden = await readGolden("real/smollm2.safetensors");
    open = await openModel(smollm2, { precision: "exact", threads });
  });
  afterAll(() => open.close());

  it.each([...prompts.keys()])("has the reference's logits, hidden states and attention for prompt %i", (k) => {
    const found = compareLastPosition(open, golden, k);
    expect(found.get("logits")).toBeLessThan(2e-3);
    expect(found.get("norms")).toBeLessThan(1e-4);
    expect(found.get("hidden")).toBeLessThan(1e-6);
    for (const layer of prompts[k]!.attention_layers) expect(found.get(`attn.${layer}`)).toBeLessThan(1e-4);
  });

  it.each([...prompts.keys()])("continues prompt %i greedily as the reference does", (k) => {
    const { ids, greedy_ids, top20 } = prompts[k]!;
    expect(greedy(open, ids, greedy_ids.length)).toEqual(greedy_ids);
    expect(greedy_ids[0]).toBe(top20[0]![0]);
  });
});

describe("SmolLM2-135M-Instruct, fast", () => {
  it("stays within the reference's bounds for 8-bit activations", async () => {
    const golden = await readGolden("real/smollm2.safetensors");
    const open = await openModel(smollm2, { precision: "fast", threads });
    for (const [k, { ids, top20 }] of prompts.entries()) {
      const cache = open.model.cache();
      const logits = open.model.backend.read(open.model.forward(Int32Array.from(ids), cache)).slice();
      expect(cosine(logits, golden.get(`p${k}.logits_last`)!.values)).toBeGreaterThanOrEqual(0.995);
      const ours = new Set(largest(logits, 20));
      expect(top20.filter(([id]) => ours.has(id)).length).toBeGreaterThanOrEqual(18);
      cache.close();
    }
    open.close();
  });
});

describe("SmolLM2-135M-Instruct on the plain backend", () => {
  it("computes what the fast backend does", async () => {
    const ids = Int32Array.from(prompts[0]!.ids.slice(0, 3)); // readable loops take their time
    const [plain, wasm] = [
      await openModel(smollm2, { backend: "plain" }),
      await openModel(smollm2, { precision: "exact", threads }),
    ];
    const [ours, theirs] = [plain, wasm].map(({ model }) => model.backend.read(model.forward(ids, model.cache())));
    expect(difference(ours!, theirs!)).toBeLessThan(2e-3);
    wasm.close();
  });
});

describe.each([
  ["exact", 0.9999],
  ["fast", 0.99],
] as const)("multilingual-e5-small, %s", (precision, least) => {
  it(`makes the reference's vectors, cosine ≥ ${least}`, async () => {
    const embeddings = (await readGolden("real/e5.safetensors")).get("embeddings")!;
    const open = await openModel(e5, { precision, threads });
    const C = open.model.config.embeddingLength;
    for (const [n, { text, ids }] of sentences.entries()) {
      const ours = open.tokenizer.ids(`query: ${text}`);
      expect([...ours]).toEqual(ids);
      const expected = embeddings.values.subarray(n * C, (n + 1) * C);
      expect(cosine(embed(open.model, ours), expected), text).toBeGreaterThanOrEqual(least);
    }
    open.close();
  });
});
