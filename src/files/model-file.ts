import { VitralError } from "#base/error.ts";
import type { RopePairs, WeightSource } from "#numeric/ops.ts";
import { isTensorType, tensorTypes } from "#numeric/quants/index.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/** A value of GGUF metadata. Whole numbers past 2⁵³ come as bigint. */
export type MetaValue =
  | string
  | number
  | bigint
  | boolean
  | readonly string[]
  | readonly number[]
  | readonly bigint[]
  | readonly boolean[];

/** GGUF's keys, such as `llama.block_count`; a Hugging Face folder's config is put into the same words. */
export type Metadata = Readonly<Record<string, MetaValue>>;

/** Where a model's tokenizer is described. */
export type TokenizerSource =
  | { readonly kind: "gguf"; readonly metadata: Metadata }
  | { readonly kind: "huggingface"; readonly tokenizer: unknown; readonly config: unknown };

/** A tensor as its file lists it. */
export interface TensorInfo {
  readonly name: string;
  /** ggml's name of the type, computable here or not. */
  readonly type: string;
  /** Row-major. */
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Where its bytes begin. */
  readonly offset: number;
  readonly source: ByteSource;
}

/**
 * A model on disk, whatever its format: metadata in GGUF's words, and weights that are read by range.
 * `close` it when the weights are loaded.
 */
export interface ModelFile {
  readonly format: "gguf" | "huggingface";
  /** The path of the file or folder. */
  readonly path: string;
  readonly metadata: Metadata;
  /** By the name that stands in the file, `.weight` included. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** GGUF files of Llama have their Q and K rows reordered so that RoPE pairs neighbours. */
  readonly ropePairs: RopePairs;
  readonly tokenizer: TokenizerSource | undefined;
  /** The model's own Jinja template for chats. */
  readonly chatTemplate: string | undefined;
  close(): Promise<void>;
}

/** A tensor as the engine wants it. @throws VitralError `tensor.type` if the engine does not compute its type */
export function weightSource({ name, type, shape, bytes, offset, source }: TensorInfo): WeightSource {
  if (!isTensorType(type)) {
    throw new VitralError("tensor.type", { tensor: name, file: source.name, type, known: tensorTypes.join(", ") });
  }
  return { name, type, shape, bytes, readInto: (into, from) => source.readInto(into, offset + from) };
}
