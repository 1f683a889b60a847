/**
 * A text on its way to a tokenizer's model, with the way back: for each of its UTF-16 units, the stretch of the
 * original that it came from. Offsets thereby stay exact however much a normaliser changes.
 */
export interface Normalized {
  readonly text: string;
  /** Where, in the original, the unit at `i` began and ended. */
  start(i: number): number;
  end(i: number): number;
}

/** A stretch of the original that nothing has changed, which begins at `base`. */
export const unchanged = (text: string, base: number): Normalized => ({
  text,
  start: (i) => base + i,
  end: (i) => base + i + 1,
});

/** A part of a normalised text. */
export const part = (whole: Normalized, from: number, to: number): Normalized =>
  from === 0 && to === whole.text.length
    ? whole
    : { text: whole.text.slice(from, to), start: (i) => whole.start(from + i), end: (i) => whole.end(from + i) };

/** Builds a normalised text out of stretches of another. */
export class Rewriting {
  readonly #from: Normalized;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #text = "";

  constructor(from: Normalized) {
    this.#from = from;
  }

  /** Adds `text` in place of the units `from` … `to` − 1. */
  put(text: string, from: number, to: number): void {
    if (text.length === 0) return;
    const start = this.#from.start(from);
    const end = this.#from.end(Math.max(from, to - 1));
    if (text.length === to - from && text.length > 2) {
      for (let i = from; i < to; i++) {
        this.#starts.push(this.#from.start(i));
        this.#ends.push(this.#from.end(i));
      }
    } else {
      for (let i = 0; i < text.length; i++) {
        this.#starts.push(start);
        this.#ends.push(end);
      }
    }
    this.#text += text;
  }

  done(): Normalized {
    const starts = Int32Array.from(this.#starts);
    const ends = Int32Array.from(this.#ends);
    return { text: this.#text, start: (i) => starts[i] as number, end: (i) => ends[i] as number };
  }
}

/** Number of UTF-16 units of the character that begins at `i`. */
export const unitsAt = (text: string, i: number): number => ((text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1);
