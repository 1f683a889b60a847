import { openModelFile } from "#files/open.ts";
import { factsOf, type ModelFacts } from "#model/facts.ts";
import { fingerprint } from "#model/fingerprint.ts";
import { loadModel, type Model } from "#model/model.ts";
import { tokenizerOf } from "#model/tokenizer.ts";
import type { Backend } from "#numeric/ops.ts";
import { openPlainBackend } from "#numeric/plain/backend.ts";
import { openWasmBackend } from "#numeric/wasm/backend.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

export interface OpenModelOptions {
  /** exact: activations stay float32. fast: they may be quantised for products with quantised weights. Default fast. */
  readonly precision?: "fast" | "exact";
  /** Default: as many as the machine runs at once. */
  readonly threads?: number;
  /** wasm: WebAssembly on several threads. plain: readable loops, a hundred times slower. Default wasm. */
  readonly backend?: "wasm" | "plain";
  /** Is told the share that is loaded, in [0, 1]. */
  readonly onProgress?: (share: number) => void;
}

/** A model with all that it takes to use it. Close it: it holds memory and threads. */
export interface OpenModel {
  readonly facts: ModelFacts;
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  /** The model's own Jinja template for chats. */
  readonly chatTemplate: string | undefined;
  /** Tells these weights from any others: see `fingerprint`. */
  readonly fingerprint: string;
  close(): void;
}

/**
 * Opens a GGUF file or a folder in Hugging Face's layout, and loads its weights.
 * @throws VitralError `file.*`, `gguf.*`, `safetensors.bad`, `huggingface.bad`, `model.*`, `tensor.type`,
 * `tokenizer.bad`, `engine.memory`
 * @example const { model, tokenizer } = await openModel("model.gguf", { precision: "exact" });
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<OpenModel> {
  const { precision, threads, backend: kind = "wasm", onProgress } = options;
  const file = await openModelFile(path);
  let backend: Backend | undefined;
  try {
    const tokenizer = tokenizerOf(file);
    const wasm = { ...(precision && { precision }), ...(threads && { threads }) };
    backend = kind === "plain" ? openPlainBackend() : await openWasmBackend(wasm);
    const open = backend;
    return {
      facts: factsOf(file),
      model: await loadModel(file, open, onProgress),
      tokenizer,
      chatTemplate: file.chatTemplate,
      fingerprint: await fingerprint(file),
      close: () => open.close(),
    };
  } catch (error) {
    backend?.close();
    throw error;
  } finally {
    await file.close();
  }
}
