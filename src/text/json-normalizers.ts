import { charsmap } from "#text/charsmap.ts";
import { array, bad, object, string } from "#text/json-values.ts";
import { bert, lowercase, type Normalizer, prepend, replace, strip, unicodeForm } from "#text/normalizers.ts";
import { compilePattern } from "#text/pre-tokenizers.ts";

/** Each normaliser by its type. */
export function normalizerList(json: unknown): Normalizer[] {
  if (json === null || json === undefined) return [];
  const part = object(json, "normalizer");
  const flag = (key: string, otherwise: boolean): boolean => (typeof part[key] === "boolean" ? part[key] : otherwise);
  switch (part["type"]) {
    case "Sequence":
      return array(part["normalizers"], "normalizer.normalizers").flatMap(normalizerList);
    case "NFC":
    case "NFD":
    case "NFKC":
    case "NFKD":
      return [unicodeForm(part["type"])];
    case "Lowercase":
      return [lowercase];
    case "Strip":
      return [strip(flag("strip_left", true), flag("strip_right", true))];
    case "StripAccents":
      return [replace(/\p{Mn}/gu, "")];
    case "Prepend":
      return [prepend(string(part["prepend"], "normalizer.prepend"))];
    case "Replace":
      return [replace(patternOf(part["pattern"]), string(part["content"], "normalizer.content"))];
    case "Precompiled":
      return [charsmap(fromBase64(string(part["precompiled_charsmap"], "normalizer.precompiled_charsmap")))];
    case "BertNormalizer": {
      const lower = flag("lowercase", true);
      return [
        bert({
          cleanText: flag("clean_text", true),
          chineseCharacters: flag("handle_chinese_chars", true),
          stripAccents: flag("strip_accents", lower),
          lowercase: lower,
        }),
      ];
    }
    default:
      throw bad("normalizer.type", part["type"], "a known normalizer");
  }
}

export function patternOf(json: unknown): string | RegExp {
  const pattern = object(json, "pattern");
  if (typeof pattern["String"] === "string") return pattern["String"];
  return compilePattern(string(pattern["Regex"], "pattern.Regex"));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw bad("normalizer.precompiled_charsmap", text.slice(0, 20), "base64");
  }
}
