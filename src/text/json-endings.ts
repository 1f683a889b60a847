import { spelledBytes } from "#text/byte-level.ts";
import { array, bad, type Json, object } from "#text/json-values.ts";
import { type Decoding, sentencePieceBytes, wordPieceDecoding } from "#text/pipeline.ts";
import type { Vocabulary } from "#text/subword-model.ts";

/** Ids that the post-processor puts around one text. */
export function postProcessor(
  json: unknown,
  { ids }: Vocabulary,
): { readonly before: number[]; readonly after: number[] } {
  if (json === null || json === undefined) return { before: [], after: [] };
  const part = object(json, "post_processor");
  const id = (token: unknown): number => {
    const found = ids.get(String(token));
    if (found === undefined) throw bad("post_processor", token, "a token of the vocabulary");
    return found;
  };
  switch (part["type"]) {
    case "Sequence":
      return array(part["processors"], "post_processor.processors")
        .map((one) => postProcessor(one, { ids, tokens: [] }))
        .reduce((all, one) => ({ before: [...all.before, ...one.before], after: [...one.after, ...all.after] }));
    case "TemplateProcessing": {
      const before: number[] = [];
      const after: number[] = [];
      let seen = false;
      for (const step of array(part["single"], "post_processor.single")) {
        const token = object(step, "post_processor.single")["SpecialToken"];
        if (token === undefined) seen = true;
        else (seen ? after : before).push(id(object(token, "SpecialToken")["id"]));
      }
      return { before, after };
    }
    case "BertProcessing":
    case "RobertaProcessing":
      return {
        before: [id(array(part["cls"], "post_processor.cls")[0])],
        after: [id(array(part["sep"], "post_processor.sep")[0])],
      };
    default:
      return { before: [], after: [] }; // ByteLevel: it only trims offsets
  }
}

/** How tokens become text; without a decoder, byte-level tokens still are bytes, and others stand apart. */
export function decodingOf(json: unknown, byteLevel: boolean): Decoding {
  if (json === null || json === undefined) {
    if (byteLevel) return { bytes: spelledBytes, dropFirstSpace: false };
    return { bytes: (token) => new TextEncoder().encode(token), before: () => " ", dropFirstSpace: false };
  }
  const parts = decoderParts(json);
  const types = new Set(parts.map((part) => part["type"]));
  if (types.has("ByteLevel")) return { bytes: spelledBytes, dropFirstSpace: false };
  const wordPieces = parts.find((part) => part["type"] === "WordPiece");
  if (wordPieces) return wordPieceDecoding(String(wordPieces["prefix"] ?? "##"));
  const metaspaces = parts.find((part) => part["type"] === "Metaspace");
  const drops = types.has("Strip") || (metaspaces !== undefined && metaspaces["prepend_scheme"] !== "never");
  return { bytes: sentencePieceBytes, dropFirstSpace: drops };
}

function decoderParts(json: unknown): Json[] {
  const part = object(json, "decoder");
  return part["type"] === "Sequence" ? array(part["decoders"], "decoder.decoders").flatMap(decoderParts) : [part];
}
