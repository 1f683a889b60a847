/** The runtime that shows everything: our own engine. */
import type { Captured } from "#probe/capture.ts";
import type { EngineThread } from "#runtime/engine-thread.ts";
import { prefixesOf } from "#runtime/prefixes.ts";
import type { Opened } from "#runtime/protocol.ts";
import type { Embedder, LanguageModel, ModelCard, Prompt } from "#runtime/runtime.ts";

/** What only our engine can do: show the values that a pass computes on its way. */
export interface Traceable {
  /** One pass over a prompt, by the contract's names: see `capture`. @throws VitralError `probe.unknown` */
  trace(prompt: Prompt, names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Captured>>;
}

export type GlassLanguageModel = Required<LanguageModel> & Traceable;
export type GlassEmbedder = Embedder & Traceable;

export function glassLanguageModel(
  thread: EngineThread,
  opened: Opened,
  path: string,
  card: Partial<ModelCard>,
): GlassLanguageModel {
  return {
    ...common(thread, opened, path, card),
    render: (messages) => thread.call({ do: "render", messages }),
    generate: (prompt, sampling = {}, signal) => thread.events({ do: "generate", prompt, sampling }, signal),
    chat: (messages, sampling = {}, signal) => thread.events({ do: "chat", messages, sampling }, signal),
    score: (prompt, continuation, signal) => thread.call({ do: "score", prompt, continuation }, signal),
  };
}

export function glassEmbedder(
  thread: EngineThread,
  opened: Opened,
  path: string,
  card: Partial<ModelCard>,
): GlassEmbedder {
  const { facts, embeddingLength, fingerprint } = opened;
  const prefixes = prefixesOf([facts.name, path]);
  return {
    ...common(thread, opened, path, card),
    dimension: embeddingLength,
    identity: `${facts.name}/${embeddingLength}/${fingerprint}`,
    embed(texts, role, signal) {
      const prefix = role ? prefixes[role] : "";
      return thread.call({ do: "embed", texts: texts.map((text) => prefix + text) }, signal);
    },
  };
}

/** What models of both roles share. */
function common(thread: EngineThread, opened: Opened, path: string, card: Partial<ModelCard>) {
  const { facts, role, contextLength, vocabulary } = opened;
  const whole: ModelCard = {
    ref: path,
    source: "file",
    path,
    ...facts,
    contextLength,
    vocabulary,
    ...card,
    role,
    abilities: { tokens: true, logprobs: role === "llm", probe: true },
  };
  return {
    card: whole,
    contextLength,
    tokenize: (texts: readonly string[], { special = true }: { readonly special?: boolean } = {}) =>
      thread.call({ do: "tokenize", texts, special }),
    async close() {
      thread.close();
    },
    trace: (prompt: Prompt, names: readonly string[], signal?: AbortSignal) =>
      thread.call({ do: "trace", prompt, names }, signal),
  };
}
