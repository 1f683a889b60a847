import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ModelFile } from "#files/model-file.ts";
import { weightSource } from "#files/model-file.ts";
import { openModelFile } from "#files/open.node.ts";
import { safetensorsChunks } from "#files/safetensors/write.ts";
import { codecs } from "#numeric/quants/index.ts";
import { difference, goldenPath } from "./read-goldens.ts";

const model = (name: string): string => new URL(`../models/${name}`, import.meta.url).pathname;
const smollm2 = model("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf");
const e5 = model("multilingual-e5-small/multilingual-e5-small.Q4_0.gguf");

/** A tensor as float32. */
async function values(file: ModelFile, name: string): Promise<Float32Array> {
  const source = weightSource(file.tensors.get(name)!);
  const stored = new Uint8Array(source.bytes);
  await source.readInto(stored, 0);
  const out = new Float32Array(source.shape.reduce((product, size) => product * size, 1));
  codecs[source.type].unpack(stored, out);
  return out;
}

/** A tensor's name in GGUF, from Hugging Face's. */
function ggufName(name: string): string {
  const words: readonly (readonly [RegExp, string])[] = [
    [/^model\.embed_tokens/, "token_embd"],
    [/^model\.norm/, "output_norm"],
    [/^lm_head/, "output"],
    [/^model\.layers\.(\d+)\.input_layernorm/, "blk.$1.attn_norm"],
    [/^model\.layers\.(\d+)\.post_attention_layernorm/, "blk.$1.ffn_norm"],
    [/^model\.layers\.(\d+)\.self_attn\.([qkv])_proj/, "blk.$1.attn_$2"],
    [/^model\.layers\.(\d+)\.self_attn\.o_proj/, "blk.$1.attn_output"],
    [/^model\.layers\.(\d+)\.mlp\.(\w+)_proj/, "blk.$1.ffn_$2"],
  ];
  return words.reduce((changed, [theirs, ours]) => changed.replace(theirs, ours), name);
}

/** Hugging Face's rows of Q or K in GGUF's order: of each head, row j·D/2 + i comes to 2i + j. */
function neighbours(rows: Float32Array, headDim: number, width: number): Float32Array {
  const out = new Float32Array(rows.length);
  for (let row = 0; row < rows.length / width; row++) {
    const within = row % headDim;
    const [half, i] = [within < headDim / 2 ? 0 : 1, within % (headDim / 2)];
    const to = row - within + 2 * i + half;
    out.set(rows.subarray(row * width, (row + 1) * width), to * width);
  }
  return out;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe("the tiny Llama", () => {
  it.each([
    ["llama.f32.gguf", 0],
    ["llama.f16.gguf", 1e-3],
  ])("has in %s the weights of its Hugging Face folder, Q and K reordered", async (name, tolerance) => {
    const gguf = await openModelFile(goldenPath(`tiny/llama/${name}`));
    const folder = await openModelFile(goldenPath("tiny/llama/hf"));
    expect([gguf.ropePairs, folder.ropePairs]).toEqual(["neighbours", "halves"]);
    expect([...folder.tensors.keys()].map(ggufName).sort()).toEqual([...gguf.tensors.keys()].sort());
    for (const [theirs, { shape }] of folder.tensors) {
      const ours = ggufName(theirs);
      expect(gguf.tensors.get(ours)!.shape, ours).toEqual(shape);
      const expected = await values(folder, theirs);
      const reordered = /attn_[qk]\./.test(ours) ? neighbours(expected, 8, 48) : expected;
      expect(difference(await values(gguf, ours), reordered), ours).toBeLessThanOrEqual(tolerance);
    }
    await gguf.close();
    await folder.close();
  });

  it("says of itself the same in GGUF and in its folder", async () => {
    const gguf = await openModelFile(goldenPath("tiny/llama/llama.f32.gguf"));
    const folder = await openModelFile(goldenPath("tiny/llama/hf"));
    for (const [key, value] of Object.entries(folder.metadata)) {
      if (!key.startsWith("llama.") || !(key in gguf.metadata)) continue;
      expect(gguf.metadata[key], key).toBeCloseTo(Number(value), 9);
    }
    const shared = Object.keys(folder.metadata).filter((key) => key.startsWith("llama.") && key in gguf.metadata);
    expect(shared.length).toBeGreaterThan(8);
    await gguf.close();
    await folder.close();
  });

  it("is the same in shards", async () => {
    const whole = await openModelFile(goldenPath("tiny/llama/hf"));
    const names = [...whole.tensors.keys()];
    const folder = mkdtempSync(join(tmpdir(), "vitral-shards-"));
    folders.push(folder);
    writeFileSync(join(folder, "config.json"), readFileSync(goldenPath("tiny/llama/hf/config.json")));
    const map: Record<string, string> = {};
    for (const part of [0, 1, 2]) {
      const shard = `model-0000${part + 1}-of-00003.safetensors`;
      const own = names.filter((_, i) => i % 3 === part);
      const tensors = await Promise.all(
        own.map(async (name) => ({ name, shape: whole.tensors.get(name)!.shape, values: await values(whole, name) })),
      );
      writeFileSync(join(folder, shard), Buffer.concat(safetensorsChunks(tensors)));
      for (const name of own) map[name] = shard;
    }
    writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map: map }));
    const sharded = await openModelFile(folder);
    expect([...sharded.tensors.keys()].sort()).toEqual([...names].sort());
    for (const name of names) expect(difference(await values(sharded, name), await values(whole, name))).toBe(0);
    await sharded.close();
    await whole.close();
  });
});

describe("the bundled models", () => {
  it("SmolLM2 has its tensors, template and vocabulary", async () => {
    const file = await openModelFile(smollm2);
    expect(file.tensors.size).toBe(272);
    expect(file.tensors.get("token_embd.weight")).toMatchObject({ shape: [49_152, 576], type: "Q8_0" });
    expect(file.tensors.get("blk.29.attn_k.weight")).toMatchObject({ shape: [192, 576], type: "Q4_1" });
    expect(file.metadata["tokenizer.ggml.tokens"]).toHaveLength(49_152);
    expect(file.metadata["tokenizer.ggml.merges"]).toHaveLength(48_900);
    expect(file.chatTemplate).toContain("<|im_start|>");
    await file.close();
  });

  it("e5 opens, with its 250,037 pieces", async () => {
    const file = await openModelFile(e5);
    expect(file.tensors.size).toBe(197);
    expect(file.metadata["tokenizer.ggml.tokens"]).toHaveLength(250_037);
    expect(file.metadata["tokenizer.ggml.precompiled_charsmap"]).toHaveLength(240_007);
    await file.close();
  });
});

describe("what is no model", () => {
  it("is told by what it is, on the disk too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vitral-foreign-"));
    folders.push(folder);
    writeFileSync(join(folder, "report.gguf"), "%PDF-1.4\n");
    await expect(openModelFile(join(folder, "report.gguf"))).rejects.toMatchObject({ code: "gguf.foreign" });
    await expect(openModelFile(join(folder, "none.gguf"))).rejects.toMatchObject({ code: "file.missing" });
    await expect(openModelFile(folder)).rejects.toMatchObject({
      code: "file.missing",
      data: { file: join(folder, "config.json") },
    });
  });
});
