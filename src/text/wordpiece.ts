import { unitsAt } from "#text/normalized.ts";
import type { SubwordModel, Vocabulary } from "#text/subword-model.ts";

const blank = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const punctuation = /[!-/:-@[-`{-~]|\p{P}/u;

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
      if (from === to) return;
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
    let from = 0;
    for (let i = 0; i < source.length; ) {
      const units = unitsAt(source, i);
      const character = source.slice(i, i + units);
      const isBlank = blank.test(character);
      if (isBlank || punctuation.test(character)) {
        word(from, i);
        if (!isBlank) word(i, i + units);
        from = i + units;
      }
      i += units;
    }
    word(from, source.length);
  };
}
