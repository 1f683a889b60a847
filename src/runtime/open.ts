import { VitralError } from "#base/error.ts";
import type { OpenModelOptions } from "#model/open.ts";
import { fullPath } from "#platform/host.ts";
import { EngineThread } from "#runtime/engine-thread.ts";
import { type GlassEmbedder, type GlassLanguageModel, glassEmbedder, glassLanguageModel } from "#runtime/glass.ts";
import type { ModelCard } from "#runtime/runtime.ts";

export interface OpenOptions extends OpenModelOptions {
  /** What is known of the model besides its file: `ref`, `source`, a name for people. */
  readonly card?: Partial<ModelCard>;
}

/**
 * Opens a model of either role with our engine, in a thread of its own; `card.role` tells which it is.
 * @param path a GGUF file, or a folder in Hugging Face's layout
 * @throws VitralError as `openModel` does
 */
export async function openGlass(path: string, options: OpenOptions = {}): Promise<GlassLanguageModel | GlassEmbedder> {
  const { card = {}, onProgress, ...start } = options;
  const thread = new EngineThread({ path: fullPath(path), options: start }, onProgress);
  try {
    const opened = await thread.opened();
    return opened.role === "llm"
      ? glassLanguageModel(thread, opened, path, card)
      : glassEmbedder(thread, opened, path, card);
  } catch (error) {
    thread.close();
    throw error;
  }
}

/**
 * Opens a language model with our engine. Close it.
 * @throws VitralError as `openModel` does, and `model.speechless` for an embedder
 * @example const model = await openLanguageModel("model.gguf", { threads: 2, precision: "fast" });
 */
export async function openLanguageModel(path: string, options: OpenOptions = {}): Promise<GlassLanguageModel> {
  const model = await openGlass(path, options);
  if ("generate" in model) return model;
  await model.close();
  throw new VitralError("model.speechless", { file: path });
}

/**
 * Opens an embedder with our engine. Close it.
 * @throws VitralError as `openModel` does, and `model.vectorless` for a language model
 */
export async function openEmbedder(path: string, options: OpenOptions = {}): Promise<GlassEmbedder> {
  const model = await openGlass(path, options);
  if ("embed" in model) return model;
  await model.close();
  throw new VitralError("model.vectorless", { file: path });
}
