import { type Normalized, Rewriting, unitsAt } from "#text/normalized.ts";

/** What changes a text before it is cut into tokens. */
export type Normalizer = (text: Normalized) => Normalized;

/** A base character with its marks, or the letters of a Hangul syllable. */
const cluster = /[\s\S](?:\p{M}|[\u1160-\u11ff])*/gu;

/** Unicode's composed (NFC, NFKC) or decomposed (NFD, NFKD) form, cluster by cluster. */
export const unicodeForm =
  (form: "NFC" | "NFD" | "NFKC" | "NFKD"): Normalizer =>
  (text) => {
    if (text.text.normalize(form) === text.text) return text;
    const out = new Rewriting(text);
    for (const match of text.text.matchAll(cluster)) {
      const from = match.index;
      const source: number[] = []; // where each of its characters begins
      for (let i = from; i < from + match[0].length; i += unitsAt(text.text, i)) source.push(i);
      const result = [...match[0].normalize(form)];
      // The first character stands for the first; the others are matched from the end, as the reference does.
      const at = (j: number): number => {
        const index = j === 0 ? 0 : Math.min(source.length - 1, Math.max(0, source.length - result.length + j));
        return source[index] as number;
      };
      result.forEach((character, j) => {
        out.put(character, at(j), at(j) + unitsAt(text.text, at(j)));
      });
    }
    return out.done();
  };

/** Puts `prefix` before a text that is not empty. It stands for the first character. */
export const prepend =
  (prefix: string): Normalizer =>
  (text) => {
    if (text.text.length === 0) return text;
    const first = unitsAt(text.text, 0);
    return {
      text: prefix + text.text,
      start: (i) => (i < prefix.length ? text.start(0) : text.start(i - prefix.length)),
      end: (i) => (i < prefix.length ? text.end(first - 1) : text.end(i - prefix.length)),
    };
  };

/** Replaces every `what` by `by`. */
export const replace =
  (what: string | RegExp, by: string): Normalizer =>
  (text) => {
    if (typeof what === "string" && what.length === by.length) {
      return { ...text, text: text.text.replaceAll(what, by) };
    }
    const out = new Rewriting(text);
    const pattern = typeof what === "string" ? new RegExp(what.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "gu") : what;
    let at = 0;
    for (const match of text.text.matchAll(pattern)) {
      copy(out, text, at, match.index);
      out.put(by, match.index, match.index + match[0].length);
      at = match.index + match[0].length;
    }
    copy(out, text, at, text.text.length);
    return out.done();
  };

/** `mark` before every word (it stands for the word's first character), and no other white space. */
export const spacedWords =
  (mark: string): Normalizer =>
  (text) => {
    const out = new Rewriting(text);
    for (const { 0: word, index } of text.text.matchAll(notSpace)) {
      if (!word.startsWith(mark)) out.put(mark, index, index + unitsAt(word, 0));
      copy(out, text, index, index + word.length);
    }
    return out.done();
  };

/** Takes white space from both ends. */
export const strip =
  (left: boolean, right: boolean): Normalizer =>
  (text) => {
    let from = 0;
    let to = text.text.length;
    while (left && from < to && /\s/u.test(text.text.charAt(from))) from++;
    while (right && to > from && /\s/u.test(text.text.charAt(to - 1))) to--;
    return { text: text.text.slice(from, to), start: (i) => text.start(from + i), end: (i) => text.end(from + i) };
  };

/** Each character by itself: the result of `change`, which stands for that character. */
export const eachCharacter =
  (change: (character: string) => string): Normalizer =>
  (text) => {
    const out = new Rewriting(text);
    for (let i = 0; i < text.text.length; ) {
      const units = unitsAt(text.text, i);
      out.put(change(text.text.slice(i, i + units)), i, i + units);
      i += units;
    }
    return out.done();
  };

export const lowercase = eachCharacter((character) => character.toLowerCase());

function copy(out: Rewriting, text: Normalized, from: number, to: number): void {
  for (let i = from; i < to; ) {
    const units = unitsAt(text.text, i);
    out.put(text.text.slice(i, i + units), i, i + units);
    i += units;
  }
}

/** What BERT's normaliser may do. Source: `BasicTokenizer` of Google's BERT. */
export interface BertOptions {
  readonly cleanText: boolean;
  readonly chineseCharacters: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

const notSpace = /[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
/** As `tokenizers` knows them: what no version of Unicode has assigned yet stays, and so do the formats it added last. */
const control = /(?![\u0890\u0891\u08e2\u{110cd}\u{13430}-\u{1343f}])[\p{Cc}\p{Cf}\p{Co}]/u;
const space = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;
/** From U+2B920, where `tokenizers` begins the fifth extension, not from U+2B820. */
const ideograph =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;

/** BERT's normaliser: control characters go, ideographs stand alone, accents and capitals go. */
export function bert({ cleanText, chineseCharacters, stripAccents, lowercase: lower }: BertOptions): Normalizer {
  const clean = eachCharacter((c) => {
    if (cleanText && (c === "\0" || c === "\ufffd" || (control.test(c) && !/[\t\n\r]/.test(c)))) return "";
    if (cleanText && space.test(c)) return " ";
    return chineseCharacters && ideograph.test(c) ? ` ${c} ` : c;
  });
  const decompose = unicodeForm("NFD");
  const unaccent = eachCharacter((c) => (/\p{Mn}/u.test(c) ? "" : c));
  return (text) => {
    let out = clean(text);
    if (stripAccents) out = unaccent(decompose(out));
    return lower ? lowercase(out) : out;
  };
}
