import { VitralError } from "#base/error.ts";
import { Rewriting, unitsAt } from "#text/normalized.ts";
import type { Normalizer } from "#text/normalizers.ts";

/**
 * SentencePiece's precompiled normaliser: a double-array trie over UTF-8 that finds, at each place, the longest
 * sequence with a replacement. Source: SentencePiece, normalizer.cc; Darts-clone, darts.h.
 *
 * @param blob a 32-bit length, the trie's 32-bit units, then the replacements, each closed by a zero byte
 * @throws VitralError `tokenizer.bad` if the lengths do not fit together
 */
export function charsmap(blob: Uint8Array): Normalizer {
  const bad = (value: number): VitralError =>
    new VitralError("tokenizer.bad", {
      field: "precompiled_charsmap",
      value: `${value} bytes`,
      expected: "a whole trie",
    });
  if (blob.length < 8) throw bad(blob.length);
  const trieBytes = new DataView(blob.buffer, blob.byteOffset, 4).getUint32(0, true);
  if (trieBytes % 4 !== 0 || trieBytes === 0 || 4 + trieBytes > blob.length) throw bad(trieBytes);
  const units = new Uint32Array(blob.slice(4, 4 + trieBytes).buffer);
  const replacements = blob.subarray(4 + trieBytes);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const encoder = new TextEncoder();
  const window = new Uint8Array(72); // 24 units are at most 72 bytes
  const ascii = new Map<string, string | undefined>();

  /** The replacement at `value`. */
  const replacement = (value: number): string => {
    let end = value;
    while (end < replacements.length && replacements[end] !== 0) end++;
    return utf8.decode(replacements.subarray(value, end));
  };

  /** The longest match at the start of `bytes`: its replacement and its length, or undefined. */
  function longest(bytes: Uint8Array): { readonly length: number; readonly by: string } | undefined {
    const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    let node = offsetOf(units[0] ?? 0);
    let found: { length: number; by: string } | undefined;
    for (let i = 0; i < bytes.length; i++) {
      node ^= bytes[i] as number;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== bytes[i]) break;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1) found = { length: i + 1, by: replacement((units[node] ?? 0) & 0x7fffffff) };
    }
    return found;
  }

  return (text) => {
    const out = new Rewriting(text);
    const source = text.text;
    for (let i = 0; i < source.length; ) {
      const one = unitsAt(source, i);
      const character = source.slice(i, i + one);
      const next = source.charCodeAt(i + one);
      const alone = one === 1 && source.charCodeAt(i) < 0x80 && !(next >= 0x300); // no ASCII pair is a sequence
      if (alone) {
        if (!ascii.has(character)) ascii.set(character, longest(encoder.encode(character))?.by);
        out.put(ascii.get(character) ?? character, i, i + 1);
        i += 1;
        continue;
      }
      const ahead = encoder.encodeInto(source.slice(i, i + 24), window).written;
      const match = longest(window.subarray(0, ahead));
      const matched = match ? utf8.decode(window.subarray(0, match.length)).length : one;
      out.put(match ? match.by : character, i, i + one); // as the reference counts: it stands for the sequence's first
      i += matched;
    }
    return out.done();
  };
}

/** SentencePiece's white space: runs become one space, and none stands at either end. */
export const singleSpaces: Normalizer = (text) => {
  const out = new Rewriting(text);
  const source = text.text;
  let pending = -1;
  for (let i = 0; i < source.length; ) {
    const units = unitsAt(source, i);
    if (source[i] === " ") {
      pending = i;
    } else {
      if (pending >= 0 && i > 0 && !startsHere(source, i)) out.put(" ", i, i + units); // stands for the character it leads to
      pending = -1;
      out.put(source.slice(i, i + units), i, i + units);
    }
    i += units;
  }
  return out.done();
};

/** Whether only spaces stand before `i`. */
function startsHere(source: string, i: number): boolean {
  for (let j = i - 1; j >= 0; j--) if (source[j] !== " ") return false;
  return true;
}
