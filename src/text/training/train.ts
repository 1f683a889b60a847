/** A tokenizer from texts: count words, learn tokens, write `tokenizer.json`. */
import { byteCharacters } from "#text/byte-level.ts";
import { type MergeStep, trainBpe } from "#text/training/bpe.ts";
import {
  bertWords,
  byteBpeFile,
  byteLevel,
  characterBpeFile,
  markedWords,
  type Preparation,
  type TokenizerFile,
  unigramFile,
  whitespace,
  wordPieceFile,
} from "#text/training/tokenizer-file.ts";
import { type PruningStep, trainUnigram } from "#text/training/unigram.ts";
import { type CountingStep, countWords, requireRoom, type WordCounts, wordCutter } from "#text/training/word-counts.ts";

/** bpe: over bytes, as GPT-2 and Llama 3. bpe-words: over the characters of words. */
export type TrainableType = "bpe" | "bpe-words" | "wordpiece" | "unigram";

/** What training has just done. */
export type TokenizerStep = CountingStep | MergeStep | PruningStep;

export interface TrainTokenizerOptions {
  readonly type: TrainableType;
  /** How many tokens there shall be, special ones included. Fewer, if the texts do not hold so many. */
  readonly vocabulary: number;
  /** Instead of the type's usual special tokens. For all but bpe, the one for unknown text must be among them. */
  readonly special?: readonly string[];
}

interface Kind {
  readonly preparation: Preparation;
  readonly special: readonly string[];
  learn(words: WordCounts, vocabulary: number, special: readonly string[]): Generator<TokenizerStep, TokenizerFile>;
}

const kinds: Readonly<Record<TrainableType, Kind>> = {
  bpe: {
    preparation: byteLevel,
    special: ["<|endoftext|>"],
    *learn(words, vocabulary, special) {
      const options = { vocabulary, special, alphabet: byteCharacters };
      return byteBpeFile(yield* trainBpe(spelledInBytes(words), options), special);
    },
  },
  "bpe-words": {
    preparation: whitespace,
    special: ["<unk>"],
    *learn(words, vocabulary, special) {
      return characterBpeFile(yield* trainBpe(words, { vocabulary, special }), special);
    },
  },
  wordpiece: {
    preparation: bertWords,
    special: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    *learn(words, vocabulary, special) {
      return wordPieceFile(yield* trainBpe(words, { vocabulary, special, prefix: "##" }), special);
    },
  },
  unigram: {
    preparation: markedWords,
    special: ["<unk>", "<s>", "</s>"],
    *learn(words, vocabulary, special) {
      requireRoom(vocabulary, special.length + charactersOf(words));
      return unigramFile(yield* trainUnigram(words, { pieces: vocabulary - special.length }), special);
    },
  },
};

/**
 * Trains a tokenizer, and yields every step, so that it can be watched, played, and stopped by taking no more steps.
 *
 * Sources: see `trainBpe` and `trainUnigram`. WordPiece is learned as Hugging Face's `tokenizers` learns it, by frequency
 * (BPE with `##` before what does not begin a word), not by likelihood as in Schuster and Nakajima (2012), whose trainer
 * was never published.
 *
 * @param texts each by itself, as lines or documents: no token reaches from one into the next
 * @returns a `tokenizer.json`: for `tokenizerFromJson`, or to write to a file
 * @throws VitralError `tokenizer.small`, `tokenizer.untrained` if there is no text
 * @example const file = finished(trainTokenizer(lines, { type: "bpe", vocabulary: 1000 }));
 */
export function* trainTokenizer(
  texts: Iterable<string>,
  { type, vocabulary, special }: TrainTokenizerOptions,
): Generator<TokenizerStep, TokenizerFile> {
  const { preparation, special: usual, learn } = kinds[type];
  const words = yield* countWords(texts, wordCutter(preparation.normalizer, preparation.pre_tokenizer));
  return yield* learn(words, vocabulary, special ?? usual);
}

/** Words as byte-level BPE spells them: a character for each byte. */
function spelledInBytes(words: WordCounts): WordCounts {
  const encoder = new TextEncoder();
  return new Map(
    Array.from(words, ([word, count]) => [
      Array.from(encoder.encode(word), (byte) => byteCharacters[byte]).join(""),
      count,
    ]),
  );
}

function charactersOf(words: WordCounts): number {
  const characters = new Set<string>();
  for (const word of words.keys()) for (const character of word) characters.add(character);
  return characters.size;
}
