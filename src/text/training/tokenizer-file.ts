/** The `tokenizer.json` of each kind: what Hugging Face's `tokenizers` reads, and `tokenizerFromJson`. */
import type { BpeModel } from "#text/training/bpe.ts";
import type { UnigramModel } from "#text/training/unigram.ts";

/** How a text is changed and cut before its words become tokens. */
export interface Preparation {
  readonly normalizer: object | null;
  readonly pre_tokenizer: object | null;
}

/** A `tokenizer.json`, ready for `JSON.stringify`. */
export interface TokenizerFile extends Preparation {
  readonly version: "1.0";
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly object[];
  readonly post_processor: object | null;
  readonly decoder: object | null;
  readonly model: object;
}

/** GPT-2's: words with the space before them, as bytes. Loses nothing. */
export const byteLevel: Preparation = {
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
};

/** Letters and digits apart from other signs; white space is lost. */
export const whitespace: Preparation = { normalizer: null, pre_tokenizer: { type: "Whitespace" } };

/** BERT's: small letters without accents, signs apart. */
export const bertWords: Preparation = {
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
};

const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };

/** SentencePiece's: characters in their compatible form, white space as one space, ▁ before every word. */
export const markedWords: Preparation = {
  normalizer: {
    type: "Sequence",
    normalizers: [{ type: "NFKC" }, { type: "Replace", pattern: { Regex: "\\s+" }, content: " " }],
  },
  pre_tokenizer: metaspace,
};

/** Nothing: the text as it is. */
export const untouched: Preparation = { normalizer: null, pre_tokenizer: null };

/** BPE over bytes. @param special the first ids */
export const byteBpeFile = ({ tokens, merges }: BpeModel, special: readonly string[]): TokenizerFile =>
  file(byteLevel, special, {
    post_processor: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
    decoder: byteLevel.pre_tokenizer,
    model: bpe(tokens, merges, null),
  });

/** BPE over characters. @param special the first ids, of which the first stands for unknown characters */
export const characterBpeFile = (
  { tokens, merges }: BpeModel,
  special: readonly string[],
  preparation: Preparation = whitespace,
): TokenizerFile =>
  file(preparation, special, {
    decoder: preparation.pre_tokenizer === null ? { type: "Fuse" } : null,
    model: bpe(tokens, merges, special[0] ?? null),
  });

/** WordPiece. @param special must hold [UNK]; [CLS] and [SEP] go around a text if both are there */
export const wordPieceFile = ({ tokens }: Pick<BpeModel, "tokens">, special: readonly string[]): TokenizerFile =>
  file(bertWords, special, {
    post_processor: special.includes("[CLS]") && special.includes("[SEP]") ? around(special, "[CLS]", "[SEP]") : null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: idsOf(tokens),
    },
  });

/** Unigram. @param special the first ids, of which the first stands for unknown characters */
export const unigramFile = ({ pieces }: UnigramModel, special: readonly string[]): TokenizerFile =>
  file(markedWords, special, {
    decoder: metaspace,
    model: {
      type: "Unigram",
      unk_id: 0,
      vocab: [...special.map((token) => [token, 0]), ...pieces.map(({ piece, score }) => [piece, score])],
      byte_fallback: false,
    },
  });

function file(
  preparation: Preparation,
  special: readonly string[],
  rest: Pick<TokenizerFile, "decoder" | "model"> & Partial<TokenizerFile>,
): TokenizerFile {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    ...preparation,
    post_processor: null,
    ...rest,
  };
}

const bpe = (tokens: readonly string[], merges: BpeModel["merges"], unknown: string | null): object => ({
  type: "BPE",
  dropout: null,
  unk_token: unknown,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
  vocab: idsOf(tokens),
  merges,
});

/** `first` before a text and `last` after it; the second text of a pair has type 1. */
function around(special: readonly string[], first: string, last: string): object {
  const token = (id: string, type_id: number): object => ({ SpecialToken: { id, type_id } });
  const text = (id: "A" | "B", type_id: number): object => ({ Sequence: { id, type_id } });
  return {
    type: "TemplateProcessing",
    single: [token(first, 0), text("A", 0), token(last, 0)],
    pair: [token(first, 0), text("A", 0), token(last, 0), text("B", 1), token(last, 1)],
    special_tokens: Object.fromEntries(
      [first, last].map((id) => [id, { id, ids: [special.indexOf(id)], tokens: [id] }]),
    ),
  };
}

const idsOf = (tokens: readonly string[]): object => Object.fromEntries(tokens.map((token, id) => [token, id]));
