/** `vitral/text`: tokenizers and chat templates. */
export { finished } from "#base/finished.ts";
export { type ChatMessage, renderChat } from "#text/chat-template.ts";
export { tokenizerFromGguf } from "#text/from-gguf.ts";
export { tokenizerFromJson } from "#text/from-json.ts";
export type { EncodeOptions, Encoding, SpecialIds, StreamDecoder, Tokenizer } from "#text/tokenizer.ts";
export { type BpeModel, type BpeOptions, type MergeStep, trainBpe } from "#text/training/bpe.ts";
export { compareTokenizers, type TokenCost } from "#text/training/compare.ts";
export { byteTokenizer, characterTokenizer, wordTokenizer } from "#text/training/simple.ts";
export type { TokenizerFile } from "#text/training/tokenizer-file.ts";
export {
  type TokenizerStep,
  type TrainableType,
  type TrainTokenizerOptions,
  trainTokenizer,
} from "#text/training/train.ts";
export { type PruningStep, trainUnigram, type UnigramModel, type UnigramOptions } from "#text/training/unigram.ts";
export type { CountingStep, WordCounts } from "#text/training/word-counts.ts";
