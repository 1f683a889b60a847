import { openGguf } from "#files/gguf/open.ts";
import { openHuggingFace } from "#files/huggingface/open.ts";
import type { ModelFile } from "#files/model-file.ts";
import { openAddress } from "#platform/http-source.ts";

/**
 * Opens a model behind an address: a GGUF file, or, where the address ends in `/`, a folder in Hugging Face's layout.
 * Reads no weights yet.
 * @throws VitralError `file.*`, `gguf.*`, `safetensors.bad`, `huggingface.bad`
 */
export async function openModelFile(address: string): Promise<ModelFile> {
  if (!address.endsWith("/")) return openGguf(await openAddress(address));
  const has = async (name: string): Promise<boolean> => (await fetch(address + name, { method: "HEAD" })).ok;
  return openHuggingFace({ path: address, open: (name) => openAddress(address + name), has });
}
