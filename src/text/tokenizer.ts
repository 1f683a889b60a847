/** A text as tokens. `offsets` count UTF-16 units of the input; a token that special rules add has [n, n]. */
export interface Encoding {
  readonly ids: Int32Array;
  /** As the vocabulary spells them. */
  readonly tokens: readonly string[];
  readonly offsets: readonly (readonly [start: number, end: number])[];
}

export interface EncodeOptions {
  /** Add the model's own BOS/EOS/CLS/SEP. Default true. */
  readonly special?: boolean;
  /** Recognise special tokens that are written in the text. Default true; false: they stay text. */
  readonly parseSpecial?: boolean;
}

/** Ids that have a meaning of their own. */
export interface SpecialIds {
  readonly bos?: number;
  readonly eos?: number;
  readonly pad?: number;
  readonly unknown?: number;
  readonly mask?: number;
  /** Ids that end a generation: EOS, and end-of-turn where the model has one. */
  readonly ends: ReadonlySet<number>;
}

/** Turns token ids into text piece by piece; a character that spans tokens comes out once it is whole. */
export interface StreamDecoder {
  push(id: number): string;
  /** What is left, with U+FFFD for a character that never became whole. */
  end(): string;
}

/** What cuts text into a model's tokens and puts it together again. */
export interface Tokenizer {
  /** bpe | unigram | wordpiece | spm: what kind it is. */
  readonly kind: "bpe" | "spm" | "unigram" | "wordpiece";
  /** Number of ids. */
  readonly vocabulary: number;
  readonly special: SpecialIds;
  encode(text: string, options?: EncodeOptions): Encoding;
  /** Ids alone: faster, for counting and for prompts. */
  ids(text: string, options?: EncodeOptions): Int32Array;
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }): string;
  stream(options?: { readonly skipSpecial?: boolean }): StreamDecoder;
  /** As the vocabulary spells it. */
  token(id: number): string;
  /** The bytes that this token stands for in a text: for logprobs. */
  bytes(id: number): Uint8Array;
  id(token: string): number | undefined;
  isSpecial(id: number): boolean;
}
