/** Tokenizers that need no training, or next to none: what BPE, WordPiece and Unigram are compared with. */
import { finished } from "#base/finished.ts";
import { byteCharacters } from "#text/byte-level.ts";
import {
  bertWords,
  byteBpeFile,
  characterBpeFile,
  type TokenizerFile,
  untouched,
  wordPieceFile,
} from "#text/training/tokenizer-file.ts";
import { byCodePoint, countWords, requireRoom, wordCutter } from "#text/training/word-counts.ts";

/** Every byte of UTF-8 is a token: 256 of them, and every text can be written. It is byte-level BPE without merges. */
export const byteTokenizer = (): TokenizerFile =>
  byteBpeFile({ tokens: [...byteCharacters].sort(byCodePoint), merges: [] }, []);

/**
 * Every character (code point) of `texts` is a token, and any other is `<unk>`: BPE over characters without merges.
 * @throws VitralError `tokenizer.untrained` if there is no text
 */
export function characterTokenizer(texts: Iterable<string>): TokenizerFile {
  const cut = (text: string, word: (word: string) => void): void => [...text.toWellFormed()].forEach(word);
  const characters = finished(countWords(texts, cut));
  const tokens = ["<unk>", ...[...characters.keys()].sort(byCodePoint)];
  return characterBpeFile({ tokens, merges: [] }, ["<unk>"], untouched);
}

/**
 * The most frequent words of `texts` are tokens, and any other is `[UNK]`: WordPiece without pieces of words. Words are
 * BERT's, in small letters and without accents.
 * @param vocabulary at most so many tokens, `[UNK]` included
 * @throws VitralError `tokenizer.untrained`, `tokenizer.small`
 */
export function wordTokenizer(texts: Iterable<string>, vocabulary: number): TokenizerFile {
  requireRoom(vocabulary, 2);
  const counts = finished(countWords(texts, wordCutter(bertWords.normalizer, bertWords.pre_tokenizer)));
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || byCodePoint(a, b)).map(([word]) => word);
  return wordPieceFile({ tokens: ["[UNK]", ...ranked.slice(0, vocabulary - 1)] }, ["[UNK]"]);
}
