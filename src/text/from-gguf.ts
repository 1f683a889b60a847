import { VitralError } from "#base/error.ts";
import type { AddedToken } from "#text/added-tokens.ts";
import { byteLevelBpe, characterBpe } from "#text/bpe.ts";
import { spelledBytes } from "#text/byte-level.ts";
import { charsmap, singleSpaces } from "#text/charsmap.ts";
import { Merges } from "#text/merge.ts";
import { bert, type Normalizer, prepend, replace } from "#text/normalizers.ts";
import { type Parts, sentencePieceBytes, tokenizerOf, wordPieceDecoding } from "#text/pipeline.ts";
import { type Cut, namedCuts } from "#text/pre-tokenizers.ts";
import type { Vocabulary } from "#text/subword-model.ts";
import type { SpecialIds, Tokenizer } from "#text/tokenizer.ts";
import { unigram } from "#text/unigram.ts";
import { wordPiece } from "#text/wordpiece.ts";

/** `tokenizer.ggml.token_type`. Source: llama.h, enum llama_token_type. */
const kinds = { unknown: 2, control: 3, userDefined: 4, unused: 5 } as const;

type Metadata = Readonly<Record<string, unknown>>;

/** What is common to every GGUF vocabulary. */
interface Read {
  readonly metadata: Metadata;
  readonly vocabulary: Vocabulary;
  readonly types: readonly number[];
  readonly special: SpecialIds;
  readonly added: readonly AddedToken[];
  readonly flag: (key: string, otherwise: boolean) => boolean;
}

/**
 * The tokenizer that a GGUF file carries. Kinds by `tokenizer.ggml.model`: gpt2 (byte-level BPE), llama (SentencePiece
 * BPE), t5 (Unigram), bert (WordPiece).
 * @throws VitralError `tokenizer.bad`, naming the key
 */
export function tokenizerFromGguf(metadata: Metadata): Tokenizer {
  const model = metadata["tokenizer.ggml.model"];
  const make = typeof model === "string" && Object.hasOwn(makers, model) ? makers[model] : undefined;
  if (!make) throw bad("tokenizer.ggml.model", model, Object.keys(makers).join(" | "));
  let tokens = list<string>(metadata, "tokenizer.ggml.tokens", "string");
  if (tokens.length === 0) throw bad("tokenizer.ggml.tokens", "empty", "a vocabulary");
  const types = optionalList<number>(metadata, "tokenizer.ggml.token_type", "number") ?? [];
  if (types.length > 0 && types.length !== tokens.length) {
    throw bad("tokenizer.ggml.token_type", `${types.length} long`, `${tokens.length} numbers`);
  }
  if (model === "bert") tokens = tokens.map((token, id) => hashed(token, types[id] === kinds.control));
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  const added = tokens.flatMap((content, id): AddedToken[] => {
    const special = types[id] === kinds.control || (types[id] === kinds.unknown && model !== "gpt2");
    if (!special && types[id] !== kinds.userDefined) return [];
    return [{ id, content, special, lstrip: false, rstrip: false, singleWord: false, normalized: false }];
  });
  const flag = (key: string, otherwise: boolean): boolean => {
    const value = metadata[`tokenizer.ggml.${key}`];
    return typeof value === "boolean" ? value : otherwise;
  };
  return make({
    metadata,
    vocabulary: { tokens, ids },
    types,
    special: specialIds(metadata, ids, tokens.length),
    added,
    flag,
  });
}

const makers: Readonly<Record<string, (read: Read) => Tokenizer>> = {
  gpt2(read) {
    const { metadata, vocabulary, flag } = read;
    const merges = new Merges();
    for (const pair of list<string>(metadata, "tokenizer.ggml.merges", "string")) {
      const space = pair.indexOf(" ", 1);
      addMerge(merges, vocabulary, pair.slice(0, space), pair.slice(space + 1));
    }
    const pre = String(metadata["tokenizer.ggml.pre"] ?? "default");
    const isLlama3 = pre === "llama-bpe" || pre === "llama3";
    return tokenizerOf({
      ...common(read, "bpe", isLlama3, false),
      normalize: (text) => text,
      model: byteLevelBpe(vocabulary, merges, cutsOf(pre), {
        wholeWord: isLlama3 ? (id) => read.types[id] !== kinds.control : undefined,
        addPrefixSpace: flag("add_space_prefix", false),
      }),
      decoding: { bytes: spelledBytes, dropFirstSpace: false },
    });
  },

  llama(read) {
    const { vocabulary, types, flag, special } = read;
    const scores = scoresOf(read);
    const mergeable = (id: number): boolean =>
      types[id] === undefined || types[id] === 1 || types[id] === kinds.userDefined;
    const prefix = flag("add_space_prefix", true);
    return tokenizerOf({
      ...common(read, "spm", true, false),
      normalize: metaspace(prefix),
      model: characterBpe(vocabulary, mergesByScore(vocabulary, scores, mergeable), [], {
        unknown: special.unknown,
        byteFallback: true,
        fuseUnknown: true,
      }),
      decoding: { bytes: sentencePieceBytes, dropFirstSpace: prefix },
    });
  },

  t5(read) {
    const { vocabulary, types, metadata, special, flag } = read;
    const scores = scoresOf(read);
    const blob = optionalList<number>(metadata, "tokenizer.ggml.precompiled_charsmap", "number");
    const steps: Normalizer[] = [];
    if (blob && blob.length > 0) steps.push(charsmap(Uint8Array.from(blob)));
    if (flag("remove_extra_whitespaces", false)) steps.push(singleSpaces);
    if (flag("add_space_prefix", true)) steps.push(prepend(" "));
    steps.push(replace(" ", "▁"));
    const usable = (id: number): boolean =>
      types[id] === undefined || types[id] === 1 || types[id] === kinds.userDefined;
    return tokenizerOf({
      ...common(read, "unigram", false, true),
      normalize: (text) => steps.reduce((changed, step) => step(changed), text),
      model: unigram(vocabulary, scores, usable, special.unknown ?? 0),
      decoding: { bytes: sentencePieceBytes, dropFirstSpace: flag("add_space_prefix", true) },
    });
  },

  bert(read) {
    const { vocabulary, special, flag } = read;
    const lowercase = flag("normalizer.lowercase", true);
    return tokenizerOf({
      ...common(read, "wordpiece", true, true),
      normalize: bert({ cleanText: true, chineseCharacters: true, stripAccents: lowercase, lowercase }),
      model: wordPiece(vocabulary, special.unknown ?? 0, "##", 100),
      decoding: wordPieceDecoding("##"),
    });
  },
};

/** @throws VitralError for a name that is not known: other cuts would give other tokens, and nobody would notice */
function cutsOf(pre: string): readonly Cut[] {
  const cuts = Object.hasOwn(namedCuts, pre) ? namedCuts[pre] : undefined;
  if (!cuts) throw bad("tokenizer.ggml.pre", pre, Object.keys(namedCuts).join(" | "));
  return cuts;
}

/** The logarithm of each piece's probability. */
function scoresOf({ metadata, vocabulary }: Read): readonly number[] {
  const scores = list<number>(metadata, "tokenizer.ggml.scores", "number");
  if (scores.length !== vocabulary.tokens.length) {
    throw bad("tokenizer.ggml.scores", `${scores.length} long`, `${vocabulary.tokens.length} numbers`);
  }
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0) throw bad(`tokenizer.ggml.scores[${wrong}]`, scores[wrong], "a finite number");
  return scores;
}

/** ▁ for spaces, and one before the text. */
const metaspace = (prefix: boolean): Normalizer => {
  const spaces = replace(" ", "▁");
  const first = prepend("▁");
  return (text) => spaces(prefix ? first(text) : text);
};

/** What the kinds share: identity, special ids, and what stands around a text (BOS and EOS as `add_…_token` say). */
function common(
  read: Read,
  kind: Parts["kind"],
  bos: boolean,
  eos: boolean,
): Omit<Parts, "normalize" | "model" | "decoding"> {
  const { special, flag, vocabulary, added } = read;
  const before = flag("add_bos_token", bos) && special.bos !== undefined ? [special.bos] : [];
  const after = flag("add_eos_token", eos) && special.eos !== undefined ? [special.eos] : [];
  return { kind, vocabulary, special, added, before, after };
}

/** llama.cpp writes WordPiece's words with ▁ and its inner pieces without `##`: back to BERT's spelling. */
function hashed(token: string, isControl: boolean): string {
  if (isControl) return token;
  return token.startsWith("▁") ? token.slice(1) : `##${token}`;
}

function addMerge(merges: Merges, { ids }: Vocabulary, left: string, right: string): void {
  const [a, b, joined] = [ids.get(left), ids.get(right), ids.get(left + right)];
  if (a !== undefined && b !== undefined && joined !== undefined) merges.add(a, b, joined);
}

/** SentencePiece's vocabulary tells merges by scores: the pair whose union has the highest score merges first. */
function mergesByScore(
  { tokens, ids }: Vocabulary,
  scores: ArrayLike<number>,
  mergeable: (id: number) => boolean,
): Merges {
  const found: [score: number, left: number, right: number, result: number][] = [];
  tokens.forEach((token, id) => {
    if (!mergeable(id)) return;
    for (let cut = 1; cut < token.length; cut++) {
      const left = ids.get(token.slice(0, cut));
      const right = ids.get(token.slice(cut));
      if (left !== undefined && right !== undefined && mergeable(left) && mergeable(right)) {
        found.push([scores[id] as number, left, right, id]);
      }
    }
  });
  found.sort((a, b) => b[0] - a[0]);
  const merges = new Merges();
  for (const [, left, right, result] of found) merges.add(left, right, result);
  return merges;
}

/** Texts that end a turn in the chat formats of the known families. */
const endsOfTurn = ["<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "</s>"];

function specialIds(metadata: Metadata, ids: ReadonlyMap<string, number>, size: number): SpecialIds {
  const id = (name: string): number | undefined => {
    const key = `tokenizer.ggml.${name}_token_id`;
    const value = metadata[key];
    if (value === undefined) return undefined;
    if (value === 0xffffffff) return undefined; // llama.cpp's −1: there is none
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= size) {
      throw bad(key, value, `a whole number from 0 to ${size - 1}`);
    }
    return value;
  };
  const eos = id("eos");
  const turn = [...endsOfTurn.map((text) => ids.get(text)), id("eot"), eos].filter((end) => end !== undefined);
  const entries = { bos: id("bos"), eos, pad: id("padding"), unknown: id("unknown"), mask: id("mask") };
  const known = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  return { ...known, ends: new Set(turn) };
}

function optionalList<T>(metadata: Metadata, key: string, type: "string" | "number"): readonly T[] | undefined {
  const value = metadata[key];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw bad(key, typeof value, `${type}[]`);
  const wrong = value.findIndex((item) => typeof item !== type);
  if (wrong >= 0) throw bad(`${key}[${wrong}]`, typeof value[wrong], type);
  return value as readonly T[];
}

function list<T>(metadata: Metadata, key: string, type: "string" | "number"): readonly T[] {
  const value = optionalList<T>(metadata, key, type);
  if (!value) throw bad(key, "missing", `${type}[]`);
  return value;
}

const bad = (field: string, value: unknown, expected: string): VitralError =>
  new VitralError("tokenizer.bad", { field, value: String(value), expected });
