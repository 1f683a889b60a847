import { patternOf } from "#text/json-normalizers.ts";
import { array, bad, type Json, object, string } from "#text/json-values.ts";
import { type Normalizer, prepend, replace, spacedWords } from "#text/normalizers.ts";
import { type Cut, compilePattern, gpt2Cuts, singleDigits } from "#text/pre-tokenizers.ts";

/** What pre-tokenizers come to: cuts, and what must be done to the text first. */
export interface PreTokenizer {
  readonly cuts: readonly Cut[];
  readonly normalizers: readonly Normalizer[];
  readonly byteLevel: boolean;
  readonly addPrefixSpace: boolean;
  /** BERT's words: WordPiece cuts them itself. */
  readonly bertWords: boolean;
}

const nothing: PreTokenizer = { cuts: [], normalizers: [], byteLevel: false, addPrefixSpace: false, bertWords: false };

/** Each pre-tokenizer by its type. */
export function preTokenizer(json: unknown): PreTokenizer {
  if (json === null || json === undefined) return nothing;
  const part = object(json, "pre_tokenizer");
  switch (part["type"]) {
    case "Sequence":
      return markedWords(array(part["pretokenizers"], "pre_tokenizer.pretokenizers"))
        .map(preTokenizer)
        .reduce(
          (all, one) => ({
            cuts: [...all.cuts, ...one.cuts],
            normalizers: [...all.normalizers, ...one.normalizers],
            byteLevel: all.byteLevel || one.byteLevel,
            addPrefixSpace: all.addPrefixSpace || one.addPrefixSpace,
            bertWords: all.bertWords || one.bertWords,
          }),
          nothing,
        );
    case "ByteLevel":
      return {
        ...nothing,
        cuts: part["use_regex"] === false ? [] : gpt2Cuts,
        byteLevel: true,
        addPrefixSpace: part["add_prefix_space"] === true,
      };
    case "Digits":
      return { ...nothing, cuts: [part["individual_digits"] === true ? singleDigits : digitRuns] };
    case "Split": {
      const pattern = patternOf(part["pattern"]);
      if (part["behavior"] !== "Removed" && part["behavior"] !== "Isolated")
        throw bad("pre_tokenizer.behavior", part["behavior"], "Isolated | Removed");
      const removes = part["invert"] === true ? "removed around" : "removed";
      const behavior = part["behavior"] === "Removed" ? removes : "isolated";
      return {
        ...nothing,
        cuts: [{ pattern: typeof pattern === "string" ? compilePattern(escaped(pattern)) : pattern, behavior }],
      };
    }
    case "Whitespace":
      return { ...nothing, cuts: [{ pattern: compilePattern("\\w+|[^\\w\\s]+"), behavior: "removed around" }] };
    case "WhitespaceSplit":
      return { ...nothing, cuts: [{ pattern: compilePattern("\\s+"), behavior: "removed" }] };
    case "BertPreTokenizer":
      return { ...nothing, bertWords: true };
    case markedWordsType:
      return { ...nothing, normalizers: [spacedWords(markOf(part))] };
    case "Metaspace":
      return { ...nothing, normalizers: metaspace(part) };
    default:
      throw bad("pre_tokenizer.type", part["type"], "a known pre-tokenizer");
  }
}

const digitRuns: Cut = { pattern: compilePattern("\\p{N}+"), behavior: "isolated" };

/** ▁ for spaces, and one before a text that does not begin with one. */
function metaspace(part: Json): Normalizer[] {
  const mark = markOf(part);
  const never = part["prepend_scheme"] === "never" || part["add_prefix_space"] === false;
  const spaces = replace(" ", mark);
  const first = prepend(mark);
  const onlyFirst = part["prepend_scheme"] === "first";
  const leads: Normalizer = (text) =>
    text.text.startsWith(mark) || (onlyFirst && text.text.length > 0 && text.start(0) > 0) ? text : first(text);
  return never ? [spaces] : [spaces, leads];
}

const markOf = (part: Json): string => string(part["replacement"] ?? "▁", "pre_tokenizer.replacement");

const markedWordsType = "WhitespaceSplit, then Metaspace";

/** XLM-R and T5 split at white space, then put ▁ before every word: one step here. */
function markedWords(parts: readonly unknown[]): readonly unknown[] {
  const typeOf = (i: number): unknown => object(parts[i] ?? {}, "pre_tokenizer")["type"];
  const at = parts.findIndex((_, i) => typeOf(i) === "WhitespaceSplit" && typeOf(i + 1) === "Metaspace");
  if (at < 0) return parts;
  const whole = { ...object(parts[at + 1], "pre_tokenizer"), type: markedWordsType };
  return [...parts.slice(0, at), whole, ...parts.slice(at + 2)];
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
