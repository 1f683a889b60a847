import { VitralError } from "#base/error.ts";
import type { ModelFile } from "#files/model-file.ts";
import type { Rope } from "#numeric/ops.ts";

/**
 * What a model is, in GGUF's words. Shapes are written with its symbols: V vocabulary, C embeddingLength,
 * F feedForwardLength, H heads, G kvHeads, D headDim.
 */
export interface ModelConfig {
  readonly architecture: string;
  readonly name: string;
  readonly vocabulary: number;
  readonly contextLength: number;
  readonly blocks: number;
  readonly embeddingLength: number;
  readonly feedForwardLength: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly normEpsilon: number;
  readonly rope: Rope;
  /** How an embedder makes one vector of a text. */
  readonly pooling: "none" | "mean" | "first";
}

const poolings = ["none", "mean", "first"] as const;

/**
 * Reads and checks the configuration.
 * @throws VitralError `model.config`, naming the key
 */
export function readConfig(file: ModelFile): ModelConfig {
  const { metadata, path } = file;
  const architecture = String(metadata["general.architecture"] ?? "");
  const bad = (field: string, value: unknown, expected: string): VitralError =>
    new VitralError("model.config", { file: path, field, value: String(value), expected });
  const number = (key: string, otherwise?: number): number => {
    const field = `${architecture}.${key}`;
    const value = metadata[field] ?? otherwise;
    if (typeof value !== "number" || !Number.isFinite(value)) throw bad(field, value, "a number");
    return value;
  };
  const count = (key: string, most: number, otherwise?: number): number => {
    const value = number(key, otherwise);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw bad(`${architecture}.${key}`, value, `1 … ${most}`);
    return value;
  };
  const embeddingLength = count("embedding_length", 1 << 20);
  const heads = count("attention.head_count", 4096);
  const kvHeads = count("attention.head_count_kv", 4096, heads);
  const headDim = count("attention.key_length", 1 << 16, embeddingLength / heads);
  if (headDim % 4 !== 0) throw bad(`${architecture}.attention.key_length`, headDim, "a multiple of 4");
  const turned = number("rope.dimension_count", headDim);
  if (turned !== headDim) throw bad(`${architecture}.rope.dimension_count`, turned, String(headDim));
  if (heads % kvHeads !== 0) throw bad(`${architecture}.attention.head_count_kv`, kvHeads, `a divisor of ${heads}`);
  const epsilonKey = metadata[`${architecture}.attention.layer_norm_rms_epsilon`] === undefined ? "" : "_rms";
  return {
    architecture,
    name: String(metadata["general.name"] ?? architecture),
    vocabulary: vocabularyOf(file) ?? count("vocab_size", 1 << 24),
    contextLength: count("context_length", 1 << 30),
    blocks: count("block_count", 4096),
    embeddingLength,
    feedForwardLength: count("feed_forward_length", 1 << 24),
    heads,
    kvHeads,
    headDim,
    normEpsilon: number(`attention.layer_norm${epsilonKey}_epsilon`),
    rope: ropeOf(file, architecture, headDim),
    pooling: poolings[number("pooling_type", 0)] ?? "mean",
  };
}

/** Rows of the embedding table: what ids may be, whatever else the metadata say. */
function vocabularyOf({ tensors }: ModelFile): number | undefined {
  const names = ["token_embd.weight", "model.embed_tokens.weight", "embeddings.word_embeddings.weight"];
  return names.map((name) => tensors.get(name)?.shape[0]).find((rows) => rows !== undefined);
}

function ropeOf({ metadata, path: file, ropePairs: pairs }: ModelFile, architecture: string, headDim: number): Rope {
  const number = (key: string, otherwise: number): number => {
    const value = metadata[`${architecture}.rope.${key}`];
    return typeof value === "number" ? value : otherwise;
  };
  const base = number("freq_base", 10_000);
  const rope: Rope = { headDim, base, pairs };
  const factor = number("scaling.factor", 1);
  const type = metadata[`${architecture}.rope.scaling.type`];
  switch (type) {
    case "linear":
      return { ...rope, factors: new Float32Array(headDim / 2).fill(factor) };
    case "llama3": {
      const low = number("scaling.low_freq_factor", 1);
      const high = number("scaling.high_freq_factor", 4);
      return {
        ...rope,
        factors: llama3Factors(base, headDim, factor, low, high, number("scaling.original_context_length", 8192)),
      };
    }
    case undefined:
    case "none":
    case "default":
      return rope;
    default:
      throw new VitralError("model.config", {
        file,
        field: `${architecture}.rope.scaling.type`,
        value: String(type),
        expected: "none, linear or llama3",
      });
  }
}

/**
 * Llama 3.1's long-context scaling: slow waves are stretched by `factor`, fast ones stay, those between are blended.
 * Source: Meta's llama-models, `apply_scaling`.
 */
function llama3Factors(
  base: number,
  headDim: number,
  factor: number,
  low: number,
  high: number,
  context: number,
): Float32Array {
  return Float32Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * base ** ((2 * i) / headDim);
    if (wavelength < context / high) return 1;
    if (wavelength > context / low) return factor;
    const smooth = (context / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
