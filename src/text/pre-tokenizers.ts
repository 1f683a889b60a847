import { VitralError } from "#base/error.ts";

/**
 * Where a text may be cut before merging: pairs never merge across. Source: each model's own pattern; llama.cpp's
 * llama-vocab.cpp names them for GGUF. A sequence cuts the pieces of the one before.
 */
export interface Cut {
  readonly pattern: RegExp;
  /** Matches and what stands between are pieces (“isolated”); or matches, or what stands between, are dropped. */
  readonly behavior: "isolated" | "removed" | "removed around";
}

/** The references' white space, which is not JavaScript's: U+0085 is, U+FEFF is not. */
const space = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** The references' letters of words, which are Unicode's and not only ASCII's. */
const letter = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d";

/**
 * An Oniguruma pattern in JavaScript's words: white space, `(?i:…)`, possessive quantifiers, `\A`, `\z`.
 * @throws VitralError `tokenizer.bad` if JavaScript cannot read it
 */
export function compilePattern(source: string): RegExp {
  let out = "";
  let inClass = false;
  let ignoringCase = 0; // depth of the group that ignores case, 0 for none
  let depth = 0;
  let quantified = false; // the part before is a quantifier, so that a plus would make it possessive
  for (let i = 0; i < source.length; i++) {
    const c = source.charAt(i);
    const next = source.charAt(i + 1);
    const afterQuantifier = quantified;
    quantified = !inClass && /[+*?]/.test(c);
    if (c === "\\") {
      i++;
      if (next === "s") out += inClass ? space : `[${space}]`;
      else if (next === "w") out += inClass ? letter : `[${letter}]`;
      else if (next === "W" && !inClass) out += `[^${letter}]`;
      else if (next === "d") out += "\\p{Nd}";
      else if (next === "S") out += inClass ? "\\S" : `[^${space}]`;
      else if (next === "A") out += "^";
      else if (next === "z") out += "$";
      else if (/[pPux]/.test(next) && source.charAt(i + 1) === "{") {
        const close = source.indexOf("}", i);
        out += source.slice(i - 1, close + 1);
        i = close;
      } else if (/[ux]/.test(next) || /[\\dDwWbBnrtvf0^$.*+?()[\]{}|/-]/.test(next)) out += c + next;
      else out += next;
    } else if (inClass) {
      if (c === "]") inClass = false;
      out += c === "[" ? "\\[" : c;
    } else if (c === "[") {
      inClass = true;
      out += c;
    } else if (c === "(") {
      depth++;
      if (source.startsWith("(?i:", i)) {
        ignoringCase = depth;
        out += "(?:";
        i += 3;
      } else out += c;
    } else if (c === ")") {
      if (ignoringCase === depth) ignoringCase = 0;
      depth--;
      out += c;
    } else if (c === "{") {
      const close = source.indexOf("}", i);
      out += source.slice(i, close + 1);
      i = close;
      quantified = true;
    } else if (c === "+" && afterQuantifier) {
      // a possessive quantifier: what it forbids, giving back, these patterns never need
    } else if (ignoringCase > 0 && /[a-z]/i.test(c)) {
      out += `[${c.toLowerCase()}${c.toUpperCase()}${c.toLowerCase() === "s" ? "ſ" : ""}]`;
    } else out += c;
  }
  try {
    return new RegExp(out, "gu");
  } catch {
    throw new VitralError("tokenizer.bad", { field: "pre_tokenizer.pattern", value: source, expected: "a pattern" });
  }
}

const isolated = (source: string): Cut => ({ pattern: compilePattern(source), behavior: "isolated" });

const gpt2 = isolated("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
const words = (digits: string): Cut =>
  isolated(
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  );
export const singleDigits = isolated("\\p{N}");

/** By GGUF's `tokenizer.ggml.pre`. */
export const namedCuts: Readonly<Record<string, readonly Cut[]>> = {
  "gpt-2": [gpt2],
  default: [gpt2],
  "llama-bpe": [words("\\p{N}{1,3}")],
  llama3: [words("\\p{N}{1,3}")],
  qwen2: [words("\\p{N}")],
  smollm: [singleDigits, gpt2],
  starcoder: [singleDigits, gpt2],
  olmo: [gpt2],
};
export const gpt2Cuts: readonly Cut[] = [gpt2];

/** Cuts `text` by each of `cuts` in turn; calls `piece` with the ends of every piece, in order. */
export function cutText(text: string, cuts: readonly Cut[], piece: (from: number, to: number) => void): void {
  const [first, ...rest] = cuts;
  if (!first) {
    if (text.length > 0) piece(0, text.length);
    return;
  }
  const within = (from: number, to: number): void => {
    if (to <= from) return;
    if (rest.length === 0) piece(from, to);
    else cutText(text.slice(from, to), rest, (a, b) => piece(from + a, from + b));
  };
  let at = 0;
  for (const match of text.matchAll(first.pattern)) {
    if (match[0].length === 0) continue;
    if (first.behavior !== "removed around") within(at, match.index);
    at = match.index + match[0].length;
    if (first.behavior !== "removed") within(match.index, at);
  }
  if (first.behavior !== "removed around") within(at, text.length);
}
