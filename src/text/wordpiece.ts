import { unitsAt } from "#text/normalized.ts";
import type { SubwordModel, Vocabulary } from "#text/subword-model.ts";

const blank = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/** ASCII's signs and Unicode's punctuation, as far as `tokenizers` knows it: its table is that of Unicode 8. */
const punctuation =
  /[!-/:-@[-`{-~\u166d\u{111c9}]|(?![\u061d\u09fd\u0a76\u0c77\u0c84\u1b4e\u1b4f\u1b7d-\u1b7f\u2e43-\u2e4f\u2e52-\u2e5d])(?![\u{10d6e}-\u{10f89}\u{113d4}-\u{113d8}\u{1144b}-\u{1145d}\u{11660}-\u{1166c}\u{116b9}\u{1183b}\u{11944}-\u{11aa2}\u{11b00}-\u{11be1}\u{11c41}-\u{11c71}\u{11ef7}-\u{11fff}\u{12ff1}\u{12ff2}\u{16d6d}-\u{16e9a}\u{16fe2}\u{1e5ff}\u{1e95e}\u{1e95f}])\p{P}/u;

/**
 * WordPiece: in each word, from the left, the longest piece of the vocabulary; pieces inside a word begin with `##`.
 * A word that cannot be cut so is unknown as a whole. Wu et al., arXiv:1609.08144, §4.1; Google BERT's tokenization.py.
 * @param maxCharacters a longer word is unknown
 */
export function wordPiece(
  vocabulary: Vocabulary,
  unknown: number,
  prefix: string,
  maxCharacters: number,
): SubwordModel {
  let longest = 1;
  for (const token of vocabulary.tokens) longest = Math.max(longest, token.length);

  return (text, emit) => {
    const source = text.text;
    const word = (from: number, to: number): void => {
      const pieces: [id: number, from: number, to: number][] = [];
      let at = from;
      if (to - from <= maxCharacters || [...source.slice(from, to)].length <= maxCharacters) {
        while (at < to) {
          let end = Math.min(to, at + longest);
          let id: number | undefined;
          for (; end > at; end--) {
            id = vocabulary.ids.get((at > from ? prefix : "") + source.slice(at, end));
            if (id !== undefined) break;
          }
          if (id === undefined) break;
          pieces.push([id, at, end]);
          at = end;
        }
      }
      if (at < to) emit(unknown, text.start(from), text.end(to - 1));
      else for (const [id, a, b] of pieces) emit(id, text.start(a), text.end(b - 1));
    };
    eachBertWord(source, word);
  };
}

/** BERT's words: what stands between white space, each punctuation mark by itself. */
export function eachBertWord(text: string, word: (from: number, to: number) => void): void {
  let from = 0;
  for (let i = 0; i < text.length; ) {
    const units = unitsAt(text, i);
    const character = text.slice(i, i + units);
    const isBlank = blank.test(character);
    if (isBlank || punctuation.test(character)) {
      if (from < i) word(from, i);
      if (!isBlank) word(i, i + units);
      from = i + units;
    }
    i += units;
  }
  if (from < text.length) word(from, text.length);
}
