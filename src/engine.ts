/**
 * `vitral/engine`: load a model, compute with it, look inside.
 * @example
 * import { generate, openModel, promptIds, Session } from "vitral/engine";
 * const { model, tokenizer } = await openModel("model.gguf");
 * for (const event of generate(new Session(model), tokenizer, promptIds(tokenizer, "Once upon a time")))
 *   if (event.type === "token") process.stdout.write(event.text);
 */
export { VitralError } from "#base/error.ts";
export type { MetaValue, ModelFile, TensorInfo } from "#files/model-file.ts";
export { openModelFile } from "#files/open.ts";
export type { Alternative, GenerateEvent, Sampling, Timings } from "#generate/events.ts";
export { type GenerateOptions, generate } from "#generate/generate.ts";
export { score } from "#generate/score.ts";
export { Session } from "#generate/session.ts";
export type { ModelConfig } from "#model/config.ts";
export { embed } from "#model/embed.ts";
export { factsOf, type ModelFacts } from "#model/facts.ts";
export { loadModel, type Model } from "#model/model.ts";
export { type OpenModel, type OpenModelOptions, openModel } from "#model/open.ts";
export { promptIds, tokenizerOf } from "#model/tokenizer.ts";
export { trace } from "#model/trace.ts";
export type { Backend, Ops } from "#numeric/ops.ts";
export { openPlainBackend } from "#numeric/plain/backend.ts";
export type { Tensor } from "#numeric/tensor.ts";
export { openWasmBackend } from "#numeric/wasm/backend.ts";
export { type Captured, capture } from "#probe/capture.ts";
export { blind, type Probe, probe, type Reader } from "#probe/probe.ts";
