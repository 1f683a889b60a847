import { VitralError } from "#base/error.ts";
import { Shortage } from "#files/gguf/cursor.ts";
import { type Header, parseHeader } from "#files/gguf/header.ts";
import { limits } from "#files/limits.ts";
import type { ModelFile, TensorInfo } from "#files/model-file.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/** Read at first: enough for the header of a model with a small vocabulary. */
const firstBytes = 4 << 20;

/** GGUF stores Q and K of these families so that RoPE pairs neighbours; of all others, as Hugging Face does, halves. */
const neighbourPairs = new Set(["llama", "smollm3", "deci", "minicpm", "granite"]);

/**
 * Opens a GGUF file: reads its header, and no weights.
 * @throws VitralError `gguf.foreign`, `gguf.version`, `gguf.endian`, `gguf.bad`, `gguf.truncated`, `gguf.split`, each with file and field
 */
export async function openGguf(source: ByteSource): Promise<ModelFile> {
  const { metadata, tensors, dataOffset } = await readHeader(source);
  const architecture = metadata["general.architecture"];
  const template = metadata["tokenizer.chat_template"];
  const parts = Number(metadata["split.count"] ?? 1);
  if (parts > 1) throw new VitralError("gguf.split", { file: source.name, parts });
  const infos = tensors.map((tensor): [string, TensorInfo] => [
    tensor.name,
    { ...tensor, offset: dataOffset + tensor.offset, source },
  ]);
  return {
    format: "gguf",
    path: source.name,
    metadata,
    tensors: new Map(infos),
    ropePairs: neighbourPairs.has(String(architecture)) ? "neighbours" : "halves",
    tokenizer: metadata["tokenizer.ggml.model"] === undefined ? undefined : { kind: "gguf", metadata },
    chatTemplate: typeof template === "string" ? template : undefined,
    close: () => source.close(),
  };
}

async function readHeader(source: ByteSource): Promise<Header> {
  const most = Math.min(source.size, limits.gguf.headerBytes);
  for (let length = Math.min(firstBytes, most); ; ) {
    const bytes = await source.read(0, length);
    try {
      return parseHeader(bytes, source.name, source.size);
    } catch (shortage) {
      if (!(shortage instanceof Shortage)) throw shortage;
      if (shortage.needed > most) {
        const [value, expected] = [`≥ ${shortage.needed} B`, `≤ ${limits.gguf.headerBytes} B`];
        throw new VitralError("gguf.bad", { file: source.name, field: "header", value, expected });
      }
      length = Math.min(most, Math.max(length * 4, shortage.needed));
    }
  }
}
