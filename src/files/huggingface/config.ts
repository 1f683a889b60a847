import { VitralError } from "#base/error.ts";
import { shown } from "#files/foreign.ts";
import { fileTypes } from "#files/gguf/types.ts";
import type { Metadata, MetaValue } from "#files/model-file.ts";

type Json = Readonly<Record<string, unknown>>;

/** How one `model_type` of Hugging Face is said in GGUF's words. A new family is one entry of `families`. */
interface Wording {
  /** GGUF's architecture. */
  readonly architecture: string;
  /** GGUF's key, without the architecture before it → Hugging Face's. Keys that a config lacks are left out. */
  readonly keys: Readonly<Record<string, string>>;
  /** What the family's equations take for granted: the values that a key may have, if it is there. */
  readonly requires: Readonly<Record<string, readonly unknown[]>>;
}

/** The keys of decoders with rotary positions. */
const decoderKeys = {
  block_count: "num_hidden_layers",
  context_length: "max_position_embeddings",
  embedding_length: "hidden_size",
  feed_forward_length: "intermediate_size",
  "attention.head_count": "num_attention_heads",
  "attention.head_count_kv": "num_key_value_heads",
  "attention.key_length": "head_dim",
  "attention.value_length": "head_dim",
  "attention.layer_norm_rms_epsilon": "rms_norm_eps",
  "rope.freq_base": "rope.rope_theta",
  "rope.scaling.type": "rope.rope_type",
  "rope.scaling.factor": "rope.factor",
  "rope.scaling.low_freq_factor": "rope.low_freq_factor",
  "rope.scaling.high_freq_factor": "rope.high_freq_factor",
  "rope.scaling.original_context_length": "rope.original_max_position_embeddings",
  vocab_size: "vocab_size",
} as const;

const llama: Wording = {
  architecture: "llama",
  keys: decoderKeys,
  requires: {
    hidden_act: ["silu", "swish"],
    mlp_bias: [false],
    "rope.rope_type": ["default", "linear", "llama3"],
    "rope.partial_rotary_factor": [1],
  },
};

const families: Readonly<Record<string, Wording>> = {
  llama,
  // llama.cpp calls Mistral a llama too, and drops the window.
  mistral: { ...llama, keys: { ...decoderKeys, "attention.sliding_window": "sliding_window" } },
  bert: {
    architecture: "bert",
    keys: {
      block_count: "num_hidden_layers",
      context_length: "max_position_embeddings",
      embedding_length: "hidden_size",
      feed_forward_length: "intermediate_size",
      "attention.head_count": "num_attention_heads",
      "attention.layer_norm_epsilon": "layer_norm_eps",
      vocab_size: "vocab_size",
    },
    requires: { hidden_act: ["gelu"], position_embedding_type: ["absolute"], is_decoder: [false] },
  },
};

/**
 * `config.json` in GGUF's words. Reads both forms: transformers 5 (`rope_parameters`, `dtype`) and before (`rope_theta`,
 * `rope_scaling`, `torch_dtype`). Tied embeddings need no key: the file lacks `lm_head.weight` then.
 * @throws VitralError `model.unknown`, `huggingface.bad`
 */
export function metadataOf(config: Json, file: string): Metadata {
  const type = config["model_type"];
  const family = typeof type === "string" && Object.hasOwn(families, type) ? families[type] : undefined;
  if (!family) {
    throw new VitralError("model.unknown", {
      file,
      family: shown(type ?? "?"),
      known: Object.keys(families).join(", "),
    });
  }
  const values = flat(config);
  for (const [key, allowed] of Object.entries(family.requires)) {
    const value = values[key] ?? allowed[0];
    if (!allowed.includes(value)) throw bad(file, key, value, allowed.join(" | "));
  }
  const metadata: Record<string, MetaValue> = { "general.architecture": family.architecture };
  for (const [ours, theirs] of Object.entries(family.keys)) {
    const value = values[theirs] ?? undefined;
    if (value === undefined || value === "default") continue; // `default` is RoPE without scaling
    if (typeof value !== "number" && theirs !== "rope.rope_type") throw bad(file, theirs, value, "0 … 9");
    metadata[`${family.architecture}.${ours}`] = value as MetaValue;
  }
  const storage = dtypes.get(config["dtype"] ?? config["torch_dtype"]);
  const fileType = Object.entries(fileTypes).find(([, name]) => name === storage)?.[0];
  if (fileType !== undefined) metadata["general.file_type"] = Number(fileType);
  if (typeof config["_name_or_path"] === "string") metadata["general.name"] = config["_name_or_path"];
  return metadata;
}

const dtypes: ReadonlyMap<unknown, string> = new Map([
  ["float32", "F32"],
  ["float16", "F16"],
  ["bfloat16", "BF16"],
]);

/** The config with RoPE's parameters under `rope.`, whichever form it has. */
function flat(config: Json): Json {
  const rope = { ...asObject(config["rope_scaling"]), ...asObject(config["rope_parameters"]) };
  const values: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(rope)) values[`rope.${key}`] = value;
  values["rope.rope_theta"] ??= config["rope_theta"];
  values["rope.rope_type"] ??= rope["type"]; // before transformers 4.43
  values["rope.partial_rotary_factor"] ??= config["partial_rotary_factor"];
  return values;
}

/**
 * The ids that end a text, as `generation_config.json` says, else `config.json`: GGUF has one key for one id, so the
 * first goes there and all into `huggingface.eos_token_ids`.
 */
export function tokenIds(config: Json, generation: Json = {}): Metadata {
  const metadata: Record<string, MetaValue> = {};
  for (const [ours, theirs] of [
    ["bos", "bos_token_id"],
    ["eos", "eos_token_id"],
    ["padding", "pad_token_id"],
  ] as const) {
    const ids = [generation[theirs] ?? config[theirs] ?? []]
      .flat()
      .filter((id) => Number.isSafeInteger(id)) as number[];
    if (ids[0] !== undefined) metadata[`tokenizer.ggml.${ours}_token_id`] = ids[0];
    if (ours === "eos" && ids.length > 0) metadata["huggingface.eos_token_ids"] = ids;
  }
  return metadata;
}

const bad = (file: string, field: string, value: unknown, expected: string): VitralError =>
  new VitralError("huggingface.bad", { file, field, value: shown(value), expected });

const asObject = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
