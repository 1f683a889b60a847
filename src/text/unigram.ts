import { type Normalized, part, unitsAt } from "#text/normalized.ts";
import { byteTokens, type SubwordModel, type Vocabulary, WordCache } from "#text/subword-model.ts";
import { Trie } from "#text/trie.ts";

/** SentencePiece's penalty for an unknown character, below the least likely piece. */
const unknownPenalty = 10;

interface Segmentation {
  readonly ids: Int32Array;
  /** Units that each token covers. */
  readonly lengths: Int32Array;
}

/**
 * Unigram: of all ways to cut a text into pieces, the likeliest (Viterbi): argmax Σ log p(piece).
 * Kudo, "Subword Regularization", arXiv:1804.10959, §3.2.
 *
 * @param scores log-probability of each piece
 * @param usable whether a piece may be chosen: control pieces and padding rows may not
 */
export function unigram(
  vocabulary: Vocabulary,
  scores: ArrayLike<number>,
  usable: (id: number) => boolean,
  unknown: number,
): SubwordModel {
  const pieces = new Trie();
  const known = new Set<string>();
  let least = Number.POSITIVE_INFINITY;
  let wordsAreFree = true; // no piece reaches over the start of a word, so words can be cut one by one
  vocabulary.tokens.forEach((token, id) => {
    if (!usable(id) || token.length === 0 || known.has(token)) return;
    known.add(token);
    pieces.add(token, id);
    least = Math.min(least, scores[id] as number);
    if (token.lastIndexOf("▁") > 0 && !/^▁+$/.test(token)) wordsAreFree = false;
    if (/^▁▁/.test(token)) wordsAreFree = false;
  });
  const unknownScore = least - unknownPenalty;
  const bytes = byteTokens(vocabulary);
  const cache = new WordCache<Segmentation>(65_536);
  const encoder = new TextEncoder();

  function segment(word: string): Segmentation {
    const n = word.length;
    const best = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(n + 1);
    const by = new Int32Array(n + 1);
    best[0] = 0;
    for (let i = 0; i < n; ) {
      const units = unitsAt(word, i);
      const here = best[i] as number;
      let single = false;
      for (let end = i + 1, node = 0; end <= n; end++) {
        node = pieces.step(node, word.charCodeAt(end - 1));
        if (node < 0) break;
        const id = pieces.value(node);
        if (id < 0) continue;
        const score = here + (scores[id] as number);
        if (score > (best[end] as number)) {
          best[end] = score;
          from[end] = i;
          by[end] = id;
        }
        if (end === i + units) single = true;
      }
      if (!single && here + unknownScore > (best[i + units] as number)) {
        best[i + units] = here + unknownScore;
        from[i + units] = i;
        by[i + units] = -1;
      }
      i += units;
    }
    const ids: number[] = [];
    const lengths: number[] = [];
    for (let end = n; end > 0; end = from[end] as number) {
      ids.push(by[end] as number);
      lengths.push(end - (from[end] as number));
    }
    return { ids: Int32Array.from(ids.reverse()), lengths: Int32Array.from(lengths.reverse()) };
  }

  return (text, emit) => {
    // Neighbouring unknown characters are one stretch: one unknown token, or the bytes of them all.
    let unknownText = "";
    let unknownFrom = 0;
    let unknownTo = 0;
    const closeUnknown = (): void => {
      if (unknownText.length === 0) return;
      if (!bytes) emit(unknown, unknownFrom, unknownTo);
      else for (const byte of encoder.encode(unknownText)) emit(bytes[byte] as number, unknownFrom, unknownTo);
      unknownText = "";
    };
    const encodeWord = (word: Normalized): void => {
      let found = cache.get(word.text);
      if (!found) {
        found = segment(word.text);
        cache.set(word.text, found);
      }
      let unit = 0;
      for (let t = 0; t < found.ids.length; t++) {
        const id = found.ids[t] as number;
        const units = found.lengths[t] as number;
        const start = word.start(unit);
        const end = word.end(unit + units - 1);
        if (id >= 0) {
          closeUnknown();
          emit(id, start, end);
        } else {
          if (unknownText.length === 0) unknownFrom = start;
          unknownText += word.text.slice(unit, unit + units);
          unknownTo = end;
        }
        unit += units;
      }
    };
    if (!wordsAreFree) encodeWord(text);
    else {
      for (let from = 0; from < text.text.length; ) {
        const next = text.text.indexOf("▁", from + 1);
        const to = next < 0 ? text.text.length : next;
        encodeWord(part(text, from, to));
        from = to;
      }
    }
    closeUnknown();
  };
}
