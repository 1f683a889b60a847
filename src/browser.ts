/**
 * `vitral/browser`: the same engine in a web page, in a worker of its own. Serve `dist/web` and `dist/kernels` side by
 * side. Models are read by HTTP ranges. The engine computes on several threads where the page is isolated
 * (`Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`), elsewhere on one.
 * @example
 * import { openLanguageModel } from "/vitral/web/browser.js";
 * const model = await openLanguageModel("/models/model.gguf");
 * for await (const event of model.generate({ text: "Once upon a time" }, { maxTokens: 50 }))
 *   if (event.type === "token") document.body.append(event.text);
 */
export { VitralError } from "#base/error.ts";
export type { Captured } from "#probe/capture.ts";
export type { GlassEmbedder, GlassLanguageModel } from "#runtime/glass.ts";
export { openEmbedder, openGlass, openLanguageModel } from "#runtime/open.ts";
export type { GenerateEvent, Message, ModelCard, Prompt, Sampling } from "#runtime/runtime.ts";
