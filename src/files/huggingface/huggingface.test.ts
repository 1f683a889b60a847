import { describe, expect, it } from "vitest";
import { openHuggingFace } from "#files/huggingface/open.ts";
import { memoryFolder } from "#files/memory.cases.ts";
import { safetensorsChunks } from "#files/safetensors/write.ts";

const llama = {
  model_type: "llama",
  num_hidden_layers: 2,
  hidden_size: 48,
  intermediate_size: 80,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 8,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-6,
  hidden_act: "silu",
  vocab_size: 384,
};
const bert = {
  model_type: "bert",
  num_hidden_layers: 2,
  hidden_size: 48,
  intermediate_size: 96,
  num_attention_heads: 4,
  max_position_embeddings: 64,
  layer_norm_eps: 1e-12,
  hidden_act: "gelu",
  vocab_size: 400,
};
const join = (chunks: readonly Uint8Array[]): Uint8Array => Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
const weights = (...names: readonly string[]): Uint8Array =>
  join(safetensorsChunks(names.map((name, i) => ({ name, shape: [1], values: Float32Array.of(i) }))));
const folder = (config: object, more: Readonly<Record<string, Uint8Array | string>> = {}) =>
  memoryFolder({ "config.json": JSON.stringify(config), "model.safetensors": weights("a.weight"), ...more });
const metadataOf = async (config: object, more: Readonly<Record<string, Uint8Array | string>> = {}) => ({
  ...(await openHuggingFace(folder(config, more))).metadata,
});

describe("config.json", () => {
  it("is said in GGUF's words, in both of its forms alike", async () => {
    const rope = {
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 32,
      rope_type: "llama3",
    };
    const now = { ...llama, dtype: "bfloat16", rope_parameters: { ...rope, rope_theta: 500_000 } };
    const before = { ...llama, torch_dtype: "bfloat16", rope_theta: 500_000, rope_scaling: rope };
    const words = await metadataOf(now);
    expect(words).toEqual({
      "general.architecture": "llama",
      "general.name": "folder",
      "general.file_type": 32,
      "llama.block_count": 2,
      "llama.context_length": 256,
      "llama.embedding_length": 48,
      "llama.feed_forward_length": 80,
      "llama.attention.head_count": 6,
      "llama.attention.head_count_kv": 2,
      "llama.attention.key_length": 8,
      "llama.attention.value_length": 8,
      "llama.attention.layer_norm_rms_epsilon": 1e-6,
      "llama.rope.freq_base": 500_000,
      "llama.rope.scaling.type": "llama3",
      "llama.rope.scaling.factor": 8,
      "llama.rope.scaling.low_freq_factor": 1,
      "llama.rope.scaling.high_freq_factor": 4,
      "llama.rope.scaling.original_context_length": 32,
      "llama.vocab_size": 384,
    });
    expect(await metadataOf(before)).toEqual(words);
  });

  it("of Mistral keeps its window", async () => {
    const mistral = { ...llama, model_type: "mistral" };
    expect((await metadataOf({ ...mistral, sliding_window: 16 }))["llama.attention.sliding_window"]).toBe(16);
    expect(await metadataOf({ ...mistral, sliding_window: null })).not.toHaveProperty("llama.attention.sliding_window");
  });

  it("of RoPE without scaling says none", async () => {
    const words = await metadataOf({ ...llama, rope_parameters: { rope_type: "default", rope_theta: 1e4 } });
    expect(Object.keys(words).filter((key) => key.includes("scaling"))).toEqual([]);
  });

  it("gives BOS and EOS, generation_config.json before it", async () => {
    const config = { ...llama, bos_token_id: 1, eos_token_id: 2, pad_token_id: null };
    expect(await metadataOf(config)).toMatchObject({
      "tokenizer.ggml.bos_token_id": 1,
      "tokenizer.ggml.eos_token_id": 2,
      "huggingface.eos_token_ids": [2],
    });
    const generation = JSON.stringify({ eos_token_id: [7, 9] });
    expect(await metadataOf(config, { "generation_config.json": generation })).toMatchObject({
      "tokenizer.ggml.eos_token_id": 7,
      "huggingface.eos_token_ids": [7, 9],
    });
  });

  it.each([
    ["an unknown family", { model_type: "mamba" }, "model.unknown", { family: "mamba" }],
    ["a family of Object's own", { model_type: "toString" }, "model.unknown", {}],
    ["another activation", { ...llama, hidden_act: "relu" }, "huggingface.bad", { field: "hidden_act" }],
    ["biases that Llama lacks", { ...llama, mlp_bias: true }, "huggingface.bad", { field: "mlp_bias" }],
    [
      "an unknown scaling",
      { ...llama, rope_scaling: { type: "yarn" } },
      "huggingface.bad",
      { field: "rope.rope_type" },
    ],
    ["a text for a number", { ...llama, hidden_size: "48" }, "huggingface.bad", { field: "hidden_size" }],
    ["relative positions", { ...bert, position_embedding_type: "relative_key" }, "huggingface.bad", {}],
  ])("with %s is refused", async (_title, config, code, data) => {
    await expect(openHuggingFace(folder(config))).rejects.toMatchObject({ code, data });
  });
});

it("a value nested without end is refused like any other", async () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const config = JSON.stringify(llama).replace('"silu"', deep);
  await expect(openHuggingFace(folder({}, { "config.json": config }))).rejects.toMatchObject({
    code: "huggingface.bad",
    data: { field: "hidden_act", value: "[…]" },
  });
});

describe("sentence-transformers' pooling", () => {
  const modules = (...types: readonly string[]): string =>
    JSON.stringify(
      types.map((type, i) => ({ idx: i, path: `${i}_${type}`, type: `sentence_transformers.models.${type}` })),
    );
  const mean = JSON.stringify({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: false });

  it("is said as GGUF's pooling_type, and is absent without the files", async () => {
    expect(await metadataOf(bert)).not.toHaveProperty("bert.pooling_type");
    expect((await metadataOf(bert, { "1_Pooling/config.json": mean }))["bert.pooling_type"]).toBe(1);
    const files = { "modules.json": modules("Transformer", "Pooling", "Normalize"), "1_Pooling/config.json": mean };
    expect((await metadataOf(bert, files))["bert.pooling_type"]).toBe(1);
    for (const [mode, type] of [
      ["cls", 2],
      ["lasttoken", 3],
    ] as const) {
      const named = { ...files, "1_Pooling/config.json": JSON.stringify({ pooling_mode: mode }) };
      expect((await metadataOf(bert, named))["bert.pooling_type"]).toBe(type);
    }
  });

  it.each([
    [
      "two modes at once",
      { "1_Pooling/config.json": '{"pooling_mode_mean_tokens":true,"pooling_mode_cls_token":true}' },
    ],
    ["a mode without a word", { "1_Pooling/config.json": '{"pooling_mode_max_tokens":true}' }],
    ["a layer more", { "modules.json": modules("Transformer", "Pooling", "Dense"), "1_Pooling/config.json": mean }],
    ["a path outside", { "modules.json": '[{"path":"../x","type":"a.Pooling"}]' }],
    ["no list", { "modules.json": "{}" }],
  ])("with %s is refused", async (_title, files) => {
    await expect(openHuggingFace(folder(bert, files))).rejects.toMatchObject({ code: "huggingface.bad" });
  });
});

describe("weights", () => {
  const shards = { "one.safetensors": weights("a", "b"), "two.safetensors": weights("c") };
  const sharded = (map: unknown, more: Readonly<Record<string, Uint8Array | string>> = shards) =>
    memoryFolder({
      "config.json": JSON.stringify(llama),
      "model.safetensors.index.json": JSON.stringify({ weight_map: map }),
      ...more,
    });

  it("come from all shards, each opened once, and closed at the end", async () => {
    const place = sharded({ a: "one.safetensors", b: "one.safetensors", c: "two.safetensors" });
    const file = await openHuggingFace(place);
    expect([...file.tensors.keys()].sort()).toEqual(["a", "b", "c"]);
    const into = new Float32Array(1);
    const { source, offset } = file.tensors.get("b")!;
    await source.readInto(new Uint8Array(into.buffer), offset);
    expect(into[0]).toBe(1);
    expect(place.opened.filter(({ name }) => name.endsWith(".safetensors"))).toHaveLength(2);
    await file.close();
    expect(place.opened.map(({ asked }) => asked.open)).toEqual(place.opened.map(() => 0));
  });

  it.each<[string, unknown, object]>([
    ["a path outside the folder", { a: "../one.safetensors" }, { field: "weight_map.a" }],
    ["a number", { a: 7 }, { field: "weight_map.a" }],
    ["no map", [], { field: "weight_map" }],
    ["an empty map", {}, { field: "weight_map" }],
    ["a tensor that its shard lacks", { a: "one.safetensors", z: "one.safetensors" }, { field: "weight_map.z" }],
  ])("of an index with %s are refused, and nothing stays open", async (_title, map, data) => {
    const place = sharded(map);
    await expect(openHuggingFace(place)).rejects.toMatchObject({ code: "huggingface.bad", data });
    expect(place.opened.filter(({ asked }) => asked.open !== 0)).toEqual([]);
  });

  it("that are damaged leave no file open", async () => {
    const place = sharded(
      { a: "one.safetensors", c: "two.safetensors" },
      { ...shards, "two.safetensors": weights("c").slice(0, -1) },
    );
    await expect(openHuggingFace(place)).rejects.toMatchObject({ code: "safetensors.bad" });
    expect(place.opened.filter(({ asked }) => asked.open !== 0)).toEqual([]);
  });

  it("that are missing, or PyTorch's, are told", async () => {
    const config = { "config.json": JSON.stringify(llama) };
    await expect(openHuggingFace(memoryFolder(config))).rejects.toMatchObject({
      code: "file.missing",
      data: { file: "folder/model.safetensors" },
    });
    await expect(openHuggingFace(memoryFolder({ ...config, "pytorch_model.bin": "" }))).rejects.toMatchObject({
      code: "huggingface.bad",
      data: { file: "folder/pytorch_model.bin", expected: "safetensors" },
    });
  });
});

describe("the files beside", () => {
  it("give the tokenizer and the chat template, wherever it stands", async () => {
    const tokenizer = { "tokenizer.json": '{"model":{}}' };
    const file = await openHuggingFace(
      folder(llama, { ...tokenizer, "tokenizer_config.json": '{"chat_template":"A"}' }),
    );
    expect(file).toMatchObject({ chatTemplate: "A", tokenizer: { kind: "huggingface", tokenizer: { model: {} } } });
    const named = '{"chat_template":[{"name":"tool_use","template":"T"},{"name":"default","template":"D"}]}';
    expect((await openHuggingFace(folder(llama, { "tokenizer_config.json": named }))).chatTemplate).toBe("D");
    const both = folder(llama, { "tokenizer_config.json": named, "chat_template.jinja": "J" });
    expect(await openHuggingFace(both)).toMatchObject({ chatTemplate: "J", tokenizer: undefined });
  });

  it.each([
    ["Git LFS pointer", "version https://git-lfs.github.com/spec/v1"],
    ['"{ half"', "{ half"],
    ['"[1]"', "[1]"],
  ])("that are no JSON are told what they are: %s", async (value, content) => {
    await expect(openHuggingFace(folder(llama, { "tokenizer.json": content }))).rejects.toMatchObject({
      code: "huggingface.bad",
      data: { file: "folder/tokenizer.json", field: "JSON", value },
    });
  });
});
