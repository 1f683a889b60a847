import { access } from "node:fs/promises";
import { join } from "node:path";
import { openGguf } from "#files/gguf/open.ts";
import { openHuggingFace } from "#files/huggingface/open.ts";
import type { ModelFile } from "#files/model-file.ts";
import { isFolder, openFile } from "#platform/file-source.ts";

/**
 * Opens a model on this computer: a GGUF file, or a folder in Hugging Face's layout. Reads no weights yet.
 * @throws VitralError `file.*`, `gguf.*`, `safetensors.bad`, `huggingface.bad`
 */
export async function openModelFile(path: string): Promise<ModelFile> {
  if (await isFolder(path)) {
    const has = (name: string): Promise<boolean> =>
      access(join(path, name)).then(
        () => true,
        () => false,
      );
    return openHuggingFace({ path, open: (name) => openFile(join(path, name)), has });
  }
  const source = await openFile(path);
  try {
    return await openGguf(source);
  } catch (error) {
    await source.close();
    throw error;
  }
}
