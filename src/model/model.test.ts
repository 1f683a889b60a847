import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ModelFile, TensorInfo } from "#files/model-file.ts";
import { openModelFile } from "#files/open.node.ts";
import { embed } from "#model/embed.ts";
import { factsOf } from "#model/facts.ts";
import { families } from "#model/families/index.ts";
import { fingerprint } from "#model/fingerprint.ts";
import { KvCache } from "#model/kv-cache.ts";
import { loadModel } from "#model/model.ts";
import { promptIds, tokenizerOf } from "#model/tokenizer.ts";
import { openPlainBackend } from "#numeric/plain/backend.ts";

const golden = (name: string): string => new URL(`../../test/goldens/tiny/${name}`, import.meta.url).pathname;
const llamaFile = (): Promise<ModelFile> => openModelFile(golden("llama/llama.f32.gguf"));

/** The file as it would be with some metadata or tensors changed; `undefined` takes one away. */
function changed(
  file: ModelFile,
  metadata: Record<string, ModelFile["metadata"][string] | undefined>,
  tensors: Record<string, Partial<TensorInfo> | undefined> = {},
): ModelFile {
  const map = new Map(file.tensors);
  for (const [name, change] of Object.entries(tensors)) {
    if (change) map.set(name, { ...map.get(name)!, ...change });
    else map.delete(name);
  }
  const all = Object.entries({ ...file.metadata, ...metadata }).filter(([, value]) => value !== undefined);
  return { ...file, metadata: Object.fromEntries(all) as ModelFile["metadata"], tensors: map };
}

const failing = (code: string, data: object) => expect.objectContaining({ code, data: expect.objectContaining(data) });

describe("the list of families", () => {
  it("has every file of the folder", () => {
    const files = readdirSync(new URL("families", import.meta.url)).filter((name) => !/index|test/.test(name));
    expect(families).toHaveLength(files.length);
    for (const file of files) expect(families.flatMap((f) => f.architectures)).toContain(file.replace(".ts", ""));
  });
});

describe("loadModel", () => {
  const load = async (file: ModelFile) => {
    const backend = openPlainBackend();
    try {
      return await loadModel(file, backend);
    } finally {
      await file.close();
    }
  };

  it("names the families it knows when it meets another", async () => {
    const file = changed(await llamaFile(), { "general.architecture": "mamba" });
    await expect(load(file)).rejects.toEqual(failing("model.unknown", { family: "mamba", known: "llama, bert" }));
  });

  it("names a tensor that is not there, and the file", async () => {
    const file = changed(await llamaFile(), {}, { "blk.1.ffn_up.weight": undefined });
    await expect(load(file)).rejects.toEqual(
      failing("model.tensor", { tensor: "blk.1.ffn_up.weight", file: file.path }),
    );
  });

  it("names a tensor of the wrong shape before it loads any", async () => {
    const file = changed(await llamaFile(), {}, { "blk.0.attn_k.weight": { shape: [3, 5] } });
    await expect(load(file)).rejects.toEqual(failing("model.shape", { tensor: "blk.0.attn_k.weight", got: "3 × 5" }));
  });

  it("stops at a weight that the family does not compute with", async () => {
    const file = await llamaFile();
    const norm = file.tensors.get("blk.0.attn_norm.weight")!;
    const more = changed(file, {}, { "blk.0.attn_output.bias": { ...norm, name: "blk.0.attn_output.bias" } });
    await expect(load(more)).rejects.toEqual(failing("model.stranger", { tensor: "blk.0.attn_output.bias" }));
  });

  it.each([
    ["llama.block_count", 0],
    ["llama.block_count", "two"],
    ["llama.block_count", undefined],
    ["llama.attention.head_count", 1e9],
    ["llama.attention.head_count_kv", 4],
    ["llama.rope.dimension_count", 4],
    ["llama.rope.scaling.type", "yarn"],
    ["llama.context_length", 0.5],
    ["llama.attention.layer_norm_rms_epsilon", Number.NaN],
  ] as const)("refuses %s = %s, by the key's name", async (key, value) => {
    const file = changed(await llamaFile(), { [key]: value });
    await expect(load(file)).rejects.toEqual(failing("model.config", { file: file.path }));
  });

  it("takes the embedding for the head where there is none", async () => {
    const file = await llamaFile();
    const embedding = file.tensors.get("token_embd.weight")!;
    const tied = changed(file, {}, { "output.weight": undefined });
    const model = await loadModel(tied, openPlainBackend());
    const shape = model.forward(Int32Array.of(1, 2), model.cache()).shape;
    expect(shape).toEqual([1, embedding.shape[0]]);
    await file.close();
  });
});

describe("a pass", () => {
  it("goes past neither the context nor the vocabulary", async () => {
    const file = await llamaFile();
    const model = await loadModel(file, openPlainBackend());
    await file.close();
    const { contextLength, vocabulary } = model.config;
    const cache = model.cache();
    model.forward(Int32Array.of(1, 2, 3), cache);
    const tooMany = new Int32Array(contextLength - 2);
    expect(() => model.forward(tooMany, cache)).toThrow(
      failing("generate.context", { tokens: contextLength + 1, limit: contextLength }),
    );
    for (const id of [-1, vocabulary])
      expect(() => model.forward(Int32Array.of(id), cache)).toThrow(failing("tokenizer.id", { id }));
  });
});

describe("KvCache", () => {
  it("grows in steps, keeps what it holds, and forgets the end when told so", () => {
    const backend = openPlainBackend();
    const cache = new KvCache(backend, 1, 2, 1000);
    const rows = (from: number, count: number) =>
      backend.write(
        Float32Array.from({ length: count * 2 }, (_, i) => from * 2 + i),
        [count, 2],
      );
    for (let length = 0; length < 600; length += 100) {
      cache.reserve(100);
      const { k } = cache.append(0, rows(length, 100), rows(length, 100));
      cache.advance(100);
      expect(backend.read(k)).toEqual(Float32Array.from({ length: (length + 100) * 2 }, (_, i) => i));
    }
    cache.truncate(3);
    expect(cache.length).toBe(3);
    cache.reserve(1);
    const { v } = cache.append(0, rows(50, 1), rows(50, 1));
    expect([...backend.read(v)]).toEqual([0, 1, 2, 3, 4, 5, 100, 101]);
    cache.close();
  });
});

describe("what a file says of itself", () => {
  it("is read without loading it, alike from GGUF and from a Hugging Face folder", async () => {
    const [gguf, folder] = [await llamaFile(), await openModelFile(golden("llama/hf"))];
    const same = (file: ModelFile) => {
      const { architecture, blocks, heads, kvHeads, embeddingLength, contextLength, quantization } = factsOf(file);
      return { architecture, blocks, heads, kvHeads, embeddingLength, contextLength, quantization };
    };
    expect(same(gguf)).toEqual(same(folder));
    expect(same(gguf)).toMatchObject({ architecture: "llama", quantization: "F32" });
    await gguf.close();
    await folder.close();
  });

  it("has a fingerprint that changes with a weight's bytes", async () => {
    const [file, half] = [await llamaFile(), await openModelFile(golden("llama/llama.f16.gguf"))];
    expect(await fingerprint(file)).toBe(await fingerprint(file));
    expect(await fingerprint(half)).not.toBe(await fingerprint(file));
    const norm = file.tensors.get("output_norm.weight")!;
    const other = changed(file, {}, { "output_norm.weight": { offset: norm.offset - 4 } });
    expect(await fingerprint(other)).not.toBe(await fingerprint(file));
    await file.close();
    await half.close();
  });

  it("has a tokenizer, or the error says so", async () => {
    const file = await llamaFile();
    expect(() => tokenizerOf({ ...file, tokenizer: undefined })).toThrow(
      failing("model.tokenizer", { file: file.path }),
    );
    await file.close();
  });
});

describe("promptIds", () => {
  it("does not begin twice where a template writes the beginning itself", async () => {
    const file = await openModelFile(golden("llama/hf"));
    const tokenizer = tokenizerOf(file);
    await file.close();
    const { bos } = tokenizer.special;
    const begins = {
      ...tokenizer,
      ids: (text: string) => Int32Array.of(bos!, ...tokenizer.ids(text, { special: false })),
    };
    const written = promptIds(begins, `${tokenizer.token(bos!)}hello`);
    expect([...written]).toEqual([...promptIds(begins, "hello")]);
  });
});

describe("embed", () => {
  it("refuses a text longer than the model reads, with both figures", async () => {
    const file = await openModelFile(golden("bert/bert.f32.gguf"));
    const model = await loadModel(file, openPlainBackend());
    await file.close();
    const { contextLength } = model.config;
    expect(() => embed(model, new Int32Array(contextLength + 1))).toThrow(
      failing("embed.long", { tokens: contextLength + 1, limit: contextLength }),
    );
    expect(embed(model, new Int32Array(contextLength)).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
  });
});
