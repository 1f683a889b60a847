import type { AddedToken } from "#text/added-tokens.ts";
import { byteLevelBpe, characterBpe } from "#text/bpe.ts";
import { decodingOf, postProcessor } from "#text/json-endings.ts";
import { normalizerList } from "#text/json-normalizers.ts";
import { type PreTokenizer, preTokenizer } from "#text/json-pre-tokenizers.ts";
import { array, bad, type Json, object, shallow, string } from "#text/json-values.ts";
import { Merges } from "#text/merge.ts";
import { tokenizerOf } from "#text/pipeline.ts";
import type { SubwordModel, Vocabulary } from "#text/subword-model.ts";
import type { SpecialIds, Tokenizer } from "#text/tokenizer.ts";
import { unigram } from "#text/unigram.ts";
import { wordPiece } from "#text/wordpiece.ts";

/**
 * The tokenizer that a `tokenizer.json` describes (the format of Hugging Face's `tokenizers`).
 * @param config `tokenizer_config.json`, which names BOS, EOS and the others
 * @throws VitralError `tokenizer.bad`, naming the part that is wrong or not known
 */
export function tokenizerFromJson(json: unknown, config?: unknown): Tokenizer {
  const root = object(json, "tokenizer.json");
  for (const part of ["normalizer", "pre_tokenizer", "post_processor", "decoder"]) shallow(root[part], part);
  const model = object(root["model"], "model");
  const added = addedTokens(root["added_tokens"]);
  const vocabulary = vocabularyOf(model, added);
  const pre = preTokenizer(root["pre_tokenizer"]);
  const normalizers = normalizerList(root["normalizer"]);
  const around = postProcessor(root["post_processor"], vocabulary);
  return tokenizerOf({
    kind: kindOf(model, pre),
    vocabulary,
    special: specialIds(config, vocabulary),
    added,
    normalize: (text) => normalizers.reduce((changed, step) => step(changed), text),
    prepare: (text) => pre.normalizers.reduce((changed, step) => step(changed), text),
    model: subwordModel(model, vocabulary, pre, added),
    decoding: decodingOf(root["decoder"], pre.byteLevel),
    ...around,
  });
}

function kindOf(model: Json, pre: PreTokenizer): Tokenizer["kind"] {
  if (model["type"] === "WordPiece") return "wordpiece";
  if (model["type"] === "Unigram") return "unigram";
  return pre.byteLevel ? "bpe" : "spm";
}

function subwordModel(
  model: Json,
  vocabulary: Vocabulary,
  pre: PreTokenizer,
  added: readonly AddedToken[],
): SubwordModel {
  const unknown = typeof model["unk_token"] === "string" ? vocabulary.ids.get(model["unk_token"]) : undefined;
  const special = new Set(added.filter((token) => token.special).map(({ id }) => id));
  const isText = (id: number): boolean => !special.has(id);
  switch (model["type"] ?? (Array.isArray(model["merges"]) ? "BPE" : undefined)) {
    case "BPE": {
      for (const affix of ["continuing_subword_prefix", "end_of_word_suffix"])
        if (model[affix]) throw bad(`model.${affix}`, model[affix], "nothing: pieces are spelled as they are");
      const merges = mergesOf(model["merges"], vocabulary);
      if (pre.byteLevel) {
        const wholeWord = model["ignore_merges"] === true ? isText : undefined;
        return byteLevelBpe(vocabulary, merges, pre.cuts, { wholeWord, addPrefixSpace: pre.addPrefixSpace });
      }
      const byteFallback = model["byte_fallback"] === true;
      return characterBpe(vocabulary, merges, pre.cuts, {
        unknown,
        byteFallback,
        fuseUnknown: model["fuse_unk"] === true,
      });
    }
    case "Unigram": {
      const pieces = array(model["vocab"], "model.vocab");
      const scores = Float64Array.from(pieces, (piece, i) => {
        const score = array(piece, "model.vocab")[1];
        if (typeof score !== "number") throw bad(`the score of model.vocab[${i}]`, score, "a number");
        return score;
      });
      const unknownId = model["unk_id"] ?? 0;
      if (typeof unknownId !== "number" || vocabulary.tokens[unknownId] === undefined)
        throw bad("model.unk_id", unknownId, "an id of the vocabulary");
      if (pre.cuts.length > 0) throw bad("pre_tokenizer", "a split", "Metaspace: Unigram is cut so only");
      return unigram(vocabulary, scores, (id) => id < scores.length && id !== unknownId && isText(id), unknownId);
    }
    case "WordPiece": {
      const longest = typeof model["max_input_chars_per_word"] === "number" ? model["max_input_chars_per_word"] : 100;
      if (unknown === undefined) throw bad("model.unk_token", model["unk_token"], "a token of the vocabulary");
      if (!pre.bertWords) throw bad("pre_tokenizer", "another", "BertPreTokenizer: WordPiece is cut so only");
      return wordPiece(vocabulary, unknown, String(model["continuing_subword_prefix"] ?? "##"), longest);
    }
    default:
      throw bad("model.type", model["type"], "BPE | Unigram | WordPiece");
  }
}

function vocabularyOf(model: Json, added: readonly AddedToken[]): Vocabulary {
  const tokens: string[] = [];
  const place = (token: string, id: unknown): void => {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id > 4_000_000)
      throw bad(`the id of ${token}`, id, "a small whole number");
    tokens[id] = token;
  };
  const vocab = model["vocab"];
  if (Array.isArray(vocab)) {
    vocab.forEach((piece: unknown, id) => {
      place(string(array(piece, "model.vocab")[0], "model.vocab"), id);
    });
  } else for (const [token, id] of Object.entries(object(vocab, "model.vocab"))) place(token, id);
  for (const { id, content } of added) place(content, id);
  const whole = Array.from(tokens, (token, id) => token ?? `<unused ${id}>`);
  return { tokens: whole, ids: new Map(whole.map((token, id) => [token, id])) };
}

function mergesOf(json: unknown, { ids }: Vocabulary): Merges {
  const merges = new Merges();
  for (const pair of array(json, "model.merges")) {
    const space = typeof pair === "string" ? pair.indexOf(" ", 1) : -1;
    const [left, right] =
      typeof pair === "string" ? [pair.slice(0, space), pair.slice(space + 1)] : array(pair, "model.merges");
    const [a, b, joined] = [ids.get(String(left)), ids.get(String(right)), ids.get(`${left}${right}`)];
    if (a === undefined || b === undefined || joined === undefined)
      throw bad("model.merges", pair, "two tokens and their union");
    merges.add(a, b, joined);
  }
  return merges;
}

function addedTokens(json: unknown): AddedToken[] {
  if (json === undefined || json === null) return [];
  return array(json, "added_tokens").map((entry) => {
    const token = object(entry, "added_tokens");
    if (typeof token["id"] !== "number") throw bad("added_tokens.id", token["id"], "a whole number");
    return {
      id: token["id"],
      content: string(token["content"], "added_tokens.content"),
      special: token["special"] === true,
      lstrip: token["lstrip"] === true,
      rstrip: token["rstrip"] === true,
      singleWord: token["single_word"] === true,
      normalized: token["normalized"] === true,
    };
  });
}

function specialIds(config: unknown, { ids }: Vocabulary): SpecialIds {
  const named = typeof config === "object" && config !== null ? (config as Json) : {};
  const id = (key: string): number | undefined => {
    const value = named[`${key}_token`];
    const content = typeof value === "object" && value !== null ? (value as Json)["content"] : value;
    return typeof content === "string" ? ids.get(content) : undefined;
  };
  const eos = id("eos");
  const turns = ["<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "</s>"];
  const ends = [...turns.map((text) => ids.get(text)), eos].filter((end) => end !== undefined);
  const entries = { bos: id("bos"), eos, pad: id("pad"), unknown: id("unk"), mask: id("mask") };
  return {
    ...Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)),
    ends: new Set(ends),
  };
}
