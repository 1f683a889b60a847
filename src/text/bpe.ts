import { byteCharacters } from "#text/byte-level.ts";
import { type Merges, mergePairs } from "#text/merge.ts";
import { type Normalized, part, unitsAt } from "#text/normalized.ts";
import { type Cut, cutText } from "#text/pre-tokenizers.ts";
import { byteTokens, type Emit, type SubwordModel, type Vocabulary, WordCache } from "#text/subword-model.ts";

interface Word {
  readonly ids: Int32Array;
  /** Bytes (byte-level) or UTF-16 units (by characters) that each token covers. */
  readonly lengths: Int32Array;
}

/**
 * Byte-level BPE: words, cut by the model's patterns, as bytes, merged by rank.
 * Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, §2.2.
 * @param wholeWord a word that is one of these tokens is not merged step by step (Llama 3's `ignore_merges`)
 */
export function byteLevelBpe(
  vocabulary: Vocabulary,
  merges: Merges,
  cuts: readonly Cut[],
  {
    wholeWord,
    addPrefixSpace,
  }: { readonly wholeWord?: ((id: number) => boolean) | undefined; readonly addPrefixSpace: boolean },
): SubwordModel {
  const byteIds = Int32Array.from(byteCharacters, (character) => vocabulary.ids.get(character) ?? -1);
  const cache = new WordCache<Word>(65_536);
  const encoder = new TextEncoder();

  function merge(word: string): Word {
    const bytes = encoder.encode(word);
    if (wholeWord) {
      const whole = vocabulary.ids.get(Array.from(bytes, (byte) => byteCharacters[byte]).join(""));
      if (whole !== undefined && wholeWord(whole))
        return { ids: Int32Array.of(whole), lengths: Int32Array.of(bytes.length) };
    }
    const ids = Int32Array.from(bytes, (byte) => byteIds[byte] as number);
    const lengths = new Int32Array(ids.length).fill(1);
    const count = mergePairs(merges, ids, lengths, ids.length);
    return { ids: ids.slice(0, count), lengths: lengths.slice(0, count) };
  }

  return (text, emit) => {
    const spaced = addPrefixSpace && text.text.length > 0 && !text.text.startsWith(" ");
    const source = spaced ? ` ${text.text}` : text.text;
    const shift = spaced ? 1 : 0;
    cutText(source, cuts, (from, to) => {
      const text16 = source.slice(from, to);
      let word = cache.get(text16);
      if (!word) {
        word = merge(text16);
        cache.set(text16, word);
      }
      emitBytes(text, text16, Math.max(0, from - shift), from < shift ? 1 : 0, word, emit);
    });
  };
}

/**
 * Emits a word's tokens; a token covers every character of which it holds a byte. A byte that the vocabulary lacks
 * (SmolLM2's holds 235 of the 256) is left out, as `tokenizers` and llama.cpp do.
 */
function emitBytes(
  text: Normalized,
  word: string,
  from: number,
  skipped: number,
  { ids, lengths }: Word,
  emit: Emit,
): void {
  let unit = 0; // of the word
  let left = 0; // bytes of the character at `unit` that were emitted
  const at = (i: number): number => from + Math.max(0, i - skipped);
  for (let t = 0; t < ids.length; t++) {
    const first = unit;
    let bytes = lengths[t] as number;
    let last = unit;
    while (bytes > 0) {
      const code = word.codePointAt(unit) ?? 0;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      const taken = Math.min(bytes, size - left);
      bytes -= taken;
      left += taken;
      last = unit + (code > 0xffff ? 2 : 1);
      if (left === size) {
        unit = last;
        left = 0;
      }
    }
    if ((ids[t] as number) < 0) continue;
    emit(ids[t] as number, text.start(at(first)), text.end(Math.max(at(first), at(last) - 1)));
  }
}

/**
 * SentencePiece's BPE: characters of the whole text, merged by rank; characters outside the vocabulary become bytes.
 * Kudo and Richardson, "SentencePiece", arXiv:1808.06226, §3.2.
 */
export function characterBpe(
  vocabulary: Vocabulary,
  merges: Merges,
  cuts: readonly Cut[],
  {
    unknown,
    byteFallback,
    fuseUnknown,
  }: {
    readonly unknown: number | undefined;
    readonly byteFallback: boolean;
    /** Neighbouring unknown characters are one token. */
    readonly fuseUnknown: boolean;
  },
): SubwordModel {
  const bytes = byteFallback ? byteTokens(vocabulary) : undefined;
  const encoder = new TextEncoder();

  function encodePiece(text: Normalized, emit: Emit): void {
    const source = text.text;
    const ids = new Int32Array(source.length);
    const lengths = new Int32Array(source.length);
    let count = 0;
    for (let i = 0; i < source.length; ) {
      const units = unitsAt(source, i);
      ids[count] = vocabulary.ids.get(source.slice(i, i + units)) ?? -2 - i;
      lengths[count] = units;
      count++;
      i += units;
    }
    count = mergePairs(merges, ids, lengths, count);
    let unit = 0;
    let unknownFrom = -1;
    const closeUnknown = (): void => {
      if (unknownFrom >= 0 && unknown !== undefined) emit(unknown, text.start(unknownFrom), text.end(unit - 1));
      unknownFrom = -1;
    };
    for (let t = 0; t < count; t++) {
      const id = ids[t] as number;
      const units = lengths[t] as number;
      const start = text.start(unit);
      const end = text.end(unit + units - 1);
      if (id >= 0) {
        closeUnknown();
        emit(id, start, end);
      } else if (bytes) {
        for (const byte of encoder.encode(source.slice(unit, unit + units))) emit(bytes[byte] as number, start, end);
      } else {
        if (!fuseUnknown) closeUnknown();
        if (unknownFrom < 0) unknownFrom = unit;
      }
      unit += units;
    }
    closeUnknown();
  }

  return (text, emit) => {
    if (cuts.length === 0) encodePiece(text, emit);
    else cutText(text.text, cuts, (from, to) => encodePiece(part(text, from, to), emit));
  };
}
