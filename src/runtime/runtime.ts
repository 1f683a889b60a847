import type { Alternative, GenerateEvent, Sampling, Timings } from "#generate/events.ts";
import type { Encoding } from "#text/tokenizer.ts";

/** What a runtime can show. What it cannot, the glass says. */
export interface Abilities {
  /** Token ids and offsets of any text. */
  readonly tokens: boolean;
  /** True probabilities of the alternatives at every step. */
  readonly logprobs: boolean;
  /** Intermediate values, by probe name. */
  readonly probe: boolean;
}

/** Where a model was found. */
export type ModelHome = "bundled" | "file" | "lmstudio" | "ollama" | "huggingface" | "remote";

/** What a model is, as `vitral models` and the studio show it. Unknown facts of remote models are absent. */
export interface ModelCard {
  /** What `--model` takes. */
  readonly ref: string;
  readonly name: string;
  readonly role: "llm" | "embedder";
  readonly source: ModelHome;
  readonly abilities: Abilities;
  readonly path?: string;
  readonly architecture?: string;
  readonly parameters?: number;
  readonly quantization?: string;
  readonly bytes?: number;
  readonly contextLength?: number;
  readonly blocks?: number;
  readonly embeddingLength?: number;
  readonly heads?: number;
  readonly kvHeads?: number;
  readonly vocabulary?: number;
  readonly license?: string;
}

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export type { Alternative, GenerateEvent, Sampling, Timings };

/** A prompt, as text (special tokens parsed) or as ids. */
export type Prompt = { readonly text: string } | { readonly ids: readonly number[] };

/** A language model, whoever computes it: our engine in its thread, or a server that speaks the OpenAI API. */
export interface LanguageModel {
  readonly card: ModelCard;
  readonly contextLength: number;
  /** Messages through the model's own chat template, ready to be answered. A runtime that hides its template throws `runtime.hidden`. */
  render(messages: readonly Message[]): Promise<string>;
  tokenize(texts: readonly string[], options?: { readonly special?: boolean }): Promise<Encoding[]>;
  generate(prompt: Prompt, sampling?: Sampling, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /** `generate` of `render(messages)`; for remote models, the server's own chat. */
  chat(messages: readonly Message[], sampling?: Sampling, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Natural log-probability of each of `ids` after `prompt`: how likely the model finds a given continuation. */
  score?(prompt: string, continuation: string, signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A text embedder. Vectors are L2-normalised. */
export interface Embedder {
  readonly card: ModelCard;
  readonly dimension: number;
  /** Longest input in tokens, special ones included. */
  readonly contextLength: number;
  /** What makes two embedders' vectors comparable: name, dimension and a hash of the weights. Pinned to a collection. */
  readonly identity: string;
  tokenize(texts: readonly string[], options?: { readonly special?: boolean }): Promise<Encoding[]>;
  /** One vector a text; `role` puts the model's own prefix for that role in front. An input past `contextLength` throws `embed.long`. */
  embed(texts: readonly string[], role?: "query" | "passage", signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}
