/** What the engine's thread is asked, and what it answers. Everything here crosses a thread. */
import type { WireError } from "#base/error.ts";
import type { ModelFacts } from "#model/facts.ts";
import type { OpenModelOptions } from "#model/open.ts";
import type { Captured } from "#probe/capture.ts";
import type { GenerateEvent, Message, Prompt, Sampling } from "#runtime/runtime.ts";
import type { Encoding } from "#text/tokenizer.ts";

/** What the thread is started with. */
export interface EngineStart {
  readonly path: string;
  readonly options: Omit<OpenModelOptions, "onProgress">;
}

/** What the thread says of the model once it is loaded. */
export interface Opened {
  readonly facts: ModelFacts;
  readonly role: "llm" | "embedder";
  readonly contextLength: number;
  readonly embeddingLength: number;
  readonly vocabulary: number;
  readonly fingerprint: string;
}

export type EngineCall =
  | { readonly do: "tokenize"; readonly texts: readonly string[]; readonly special: boolean }
  | { readonly do: "render"; readonly messages: readonly Message[] }
  | { readonly do: "generate"; readonly prompt: Prompt; readonly sampling: Sampling }
  | { readonly do: "chat"; readonly messages: readonly Message[]; readonly sampling: Sampling }
  | { readonly do: "score"; readonly prompt: string; readonly continuation: string }
  | { readonly do: "embed"; readonly texts: readonly string[] }
  | { readonly do: "trace"; readonly prompt: Prompt; readonly names: readonly string[] };

/** What each call comes to, besides its events. */
export interface EngineValues {
  readonly tokenize: Encoding[];
  readonly render: string;
  readonly generate: undefined;
  readonly chat: undefined;
  readonly score: Float32Array;
  readonly embed: Float32Array[];
  readonly trace: ReadonlyMap<string, Captured>;
}

export type ToEngine = { readonly id: number; readonly call: EngineCall } | { readonly cancel: number };

export type FromEngine =
  | { readonly progress: number }
  | { readonly opened: Opened }
  | { readonly failed: WireError }
  | { readonly id: number; readonly event: GenerateEvent }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };
