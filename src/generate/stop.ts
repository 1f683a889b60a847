/** Watches a growing text for strings that end it, and shows nothing of them. */
export interface StopWatch {
  /** Adds a piece; returns what may be shown now, and whether the end was reached. */
  push(piece: string): { readonly text: string; readonly ended: boolean };
  /** True while the end of the text may be the beginning of a stop string. */
  readonly isHolding: boolean;
  /** The text is over without a stop string: what was held back. */
  end(): string;
}

/** Holds back the longest end of the text that begins one of `stops`, until it is clear what it becomes. */
export function stopWatch(stops: readonly string[]): StopWatch {
  const watched = stops.filter((stop) => stop !== "");
  let held = "";
  return {
    get isHolding() {
      return held !== "";
    },
    push(piece) {
      const text = held + piece;
      const found = watched.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
      if (found.length > 0) {
        held = "";
        return { text: text.slice(0, Math.min(...found)), ended: true };
      }
      const from = text.length - Math.max(0, ...watched.map((stop) => overlap(text, stop)));
      held = text.slice(from);
      return { text: text.slice(0, from), ended: false };
    },
    end() {
      const rest = held;
      held = "";
      return rest;
    },
  };
}

/** Length of the longest end of `text` with which `stop` begins. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
