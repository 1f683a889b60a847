import type { ModelFile, TensorInfo } from "#files/model-file.ts";

/** What a model file says of itself, read without loading it. What it does not say is absent. */
export interface ModelFacts {
  readonly name: string;
  readonly architecture: string;
  readonly parameters: number;
  /** ggml's name of the type that most weights of the matrices inside the blocks have. */
  readonly quantization: string;
  readonly bytes: number;
  readonly contextLength?: number;
  readonly blocks?: number;
  readonly embeddingLength?: number;
  readonly heads?: number;
  readonly kvHeads?: number;
  readonly vocabulary?: number;
  readonly license?: string;
}

/** Reads the facts; a damaged or unknown model's as far as they go. */
export function factsOf(file: ModelFile): ModelFacts {
  const { metadata, path } = file;
  const tensors = [...file.tensors.values()];
  const architecture = String(metadata["general.architecture"] ?? "?");
  const count = (key: string): number | undefined => {
    const value = metadata[`${architecture}.${key}`];
    return typeof value === "number" ? value : undefined;
  };
  const words = (key: string): string | undefined => {
    const value = metadata[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const tokens = metadata["tokenizer.ggml.tokens"];
  const facts = {
    contextLength: count("context_length"),
    blocks: count("block_count"),
    embeddingLength: count("embedding_length"),
    heads: count("attention.head_count"),
    kvHeads: count("attention.head_count_kv") ?? count("attention.head_count"),
    vocabulary: Array.isArray(tokens) ? tokens.length : count("vocab_size"),
    license: words("general.license"),
  };
  return {
    name: words("general.name") ?? fileName(path),
    architecture,
    parameters: tensors.reduce((sum, tensor) => sum + elements(tensor), 0),
    quantization: mostUsedType(tensors),
    bytes: tensors.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<ModelFacts>),
  };
}

const fileName = (path: string): string =>
  path
    .replace(/[\\/]+$/, "")
    .replace(/^.*[\\/]/, "")
    .replace(/\.gguf$/i, "");

const elements = ({ shape }: TensorInfo): number => shape.reduce((a, b) => a * b, 1);

function mostUsedType(tensors: readonly TensorInfo[]): string {
  const matrices = tensors.filter(({ shape }) => shape.length > 1);
  const inside = matrices.filter(({ name }) => /^blk\.|layers?\.\d/.test(name)); // embeddings are often kept finer
  const weights = new Map<string, number>();
  for (const tensor of inside.length > 0 ? inside : matrices)
    weights.set(tensor.type, (weights.get(tensor.type) ?? 0) + elements(tensor));
  return [...weights].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "?";
}
