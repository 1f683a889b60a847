import { metadataOf, tokenIds } from "#files/huggingface/config.ts";
import { type Folder, type Json, optionalJson, readJson, readText } from "#files/huggingface/json-file.ts";
import { poolingType } from "#files/huggingface/pooling.ts";
import { openWeights } from "#files/huggingface/weights.ts";
import { limits } from "#files/limits.ts";
import type { MetaValue, ModelFile } from "#files/model-file.ts";

/**
 * Opens a folder in Hugging Face's layout: `config.json`, `model.safetensors` or its shards, `tokenizer.json`, and what
 * sentence-transformers adds. Reads no weights.
 * @throws VitralError `file.missing`, `huggingface.bad`, `safetensors.*`, `model.unknown`
 */
export async function openHuggingFace(folder: Folder): Promise<ModelFile> {
  const config = await readJson(folder, "config.json", limits.huggingface.configBytes);
  const metadata: Record<string, MetaValue> = {
    "general.name": folder.path.replace(/[/\\]+$/, "").replace(/^.*[/\\]/, ""),
    ...metadataOf(config, `${folder.path}/config.json`),
    ...tokenIds(config, await optionalJson(folder, "generation_config.json")),
  };
  const pooling = await poolingType(folder);
  if (pooling !== undefined) metadata[`${metadata["general.architecture"]}.pooling_type`] = pooling;
  const tokenizer = await optionalJson(folder, "tokenizer.json");
  const tokenizerConfig = await optionalJson(folder, "tokenizer_config.json");
  const chatTemplate = await chatTemplateOf(folder, tokenizerConfig);
  const { tensors, close } = await openWeights(folder); // last, for it leaves files open
  return {
    format: "huggingface",
    path: folder.path,
    metadata,
    tensors,
    ropePairs: "halves",
    tokenizer: tokenizer && { kind: "huggingface", tokenizer, config: tokenizerConfig },
    chatTemplate,
    close,
  };
}

/** `chat_template.jinja`, else the tokenizer's own: one template, or several of which `default` is meant. */
async function chatTemplateOf(folder: Folder, config: Json | undefined): Promise<string | undefined> {
  if (await folder.has("chat_template.jinja")) {
    return readText(folder, "chat_template.jinja", limits.huggingface.configBytes);
  }
  const template = config?.["chat_template"];
  if (!Array.isArray(template)) return typeof template === "string" ? template : undefined;
  const entry = (template as unknown[]).find((each) => (each as Json | null)?.["name"] === "default") as
    | Json
    | undefined;
  return typeof entry?.["template"] === "string" ? entry["template"] : undefined;
}
