/** What a text costs in tokens, tokenizer by tokenizer and language by language. */
import type { Tokenizer } from "#text/tokenizer.ts";

/** What one tokenizer makes of the texts of one language. */
export interface TokenCost {
  readonly tokenizer: string;
  readonly language: string;
  readonly tokens: number;
  /** Runs of letters, digits and marks. */
  readonly words: number;
  /** Unicode's code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
  /** tokens / words: how many tokens a word costs ("fertility"). */
  readonly tokensPerWord: number;
  readonly charactersPerToken: number;
  /** Share of tokens that only say "unknown". */
  readonly unknown: number;
}

/**
 * Encodes the texts of each language with each tokenizer, without special tokens. Ratios are of sums over all texts of
 * the language; with no words or no tokens they are 0. To compare languages, the texts should say the same: see Petrov
 * et al., "Language Model Tokenizers Introduce Unfairness Between Languages", arXiv:2305.15425, §3.
 * @param texts by language
 * @returns a row for each tokenizer and language, in their order
 */
export function compareTokenizers(
  tokenizers: Readonly<Record<string, Tokenizer>>,
  texts: Readonly<Record<string, readonly string[]>>,
): TokenCost[] {
  return Object.entries(tokenizers).flatMap(([name, tokenizer]) =>
    Object.entries(texts).map(([language, some]) => {
      const sum = (count: (text: string) => number): number => some.reduce((total, text) => total + count(text), 0);
      const encoded = some.map((text) => tokenizer.ids(text, { special: false, parseSpecial: false }));
      const tokens = encoded.reduce((total, ids) => total + ids.length, 0);
      const words = sum((text) => text.match(/[\p{L}\p{M}\p{N}]+/gu)?.length ?? 0);
      const characters = sum((text) => [...text].length);
      const isUnknown = unknownTokens(tokenizer);
      const unknown = encoded.reduce((total, ids) => total + ids.filter((id) => isUnknown.has(id)).length, 0);
      return {
        tokenizer: name,
        language,
        tokens,
        words,
        characters,
        bytes: sum((text) => new TextEncoder().encode(text).length),
        tokensPerWord: ratio(tokens, words),
        charactersPerToken: ratio(characters, tokens),
        unknown: ratio(unknown, tokens),
      };
    }),
  );
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function unknownTokens({ id, special }: Tokenizer): ReadonlySet<number> {
  return new Set([special.unknown, id("<unk>"), id("[UNK]")].filter((known) => known !== undefined));
}
