import { VitralError } from "#base/error.ts";
import type { ModelFile } from "#files/model-file.ts";
import { tokenizerFromGguf } from "#text/from-gguf.ts";
import { tokenizerFromJson } from "#text/from-json.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

/** The tokenizer that a model's file carries. @throws VitralError `model.tokenizer`, `tokenizer.bad` */
export function tokenizerOf({ tokenizer, path }: ModelFile): Tokenizer {
  if (!tokenizer) throw new VitralError("model.tokenizer", { file: path });
  return tokenizer.kind === "gguf"
    ? tokenizerFromGguf(tokenizer.metadata)
    : tokenizerFromJson(tokenizer.tokenizer, tokenizer.config);
}

/** A prompt's ids. A template that writes BOS itself does not get the tokenizer's besides. */
export function promptIds(tokenizer: Tokenizer, text: string): Int32Array {
  const ids = tokenizer.ids(text);
  const { bos } = tokenizer.special;
  return bos !== undefined && ids[0] === bos && ids[1] === bos ? ids.subarray(1) : ids;
}
