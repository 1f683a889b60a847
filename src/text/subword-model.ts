import type { Normalized } from "#text/normalized.ts";

/** Receives a token and the stretch of the original text that it covers. */
export type Emit = (id: number, start: number, end: number) => void;

/** What cuts a normalised text into tokens: BPE, Unigram or WordPiece. */
export type SubwordModel = (text: Normalized, emit: Emit) => void;

/** A model's tokens by id, and ids by token. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

/** Byte tokens `<0x00>` … `<0xFF>` by byte, or undefined if one is missing. */
export function byteTokens(vocabulary: Vocabulary): Int32Array | undefined {
  const ids = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const id = vocabulary.ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
    if (id === undefined) return undefined;
    ids[byte] = id;
  }
  return ids;
}

/** A cache that forgets everything when it is full: words repeat, and memory stays bounded. */
export class WordCache<T> {
  readonly #entries = new Map<string, T>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(word: string): T | undefined {
    return this.#entries.get(word);
  }

  set(word: string, value: T): void {
    if (word.length > 64) return;
    if (this.#entries.size >= this.#capacity) this.#entries.clear();
    this.#entries.set(word, value);
  }
}
