import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stopWatch } from "#generate/stop.ts";

/** What is shown of a text that comes in pieces. */
function shown(pieces: readonly string[], stops: readonly string[]): { text: string; ended: boolean } {
  const watch = stopWatch(stops);
  let text = "";
  for (const piece of pieces) {
    const step = watch.push(piece);
    text += step.text;
    if (step.ended) return { text, ended: true };
  }
  return { text: text + watch.end(), ended: false };
}

describe("stopWatch", () => {
  it("ends before a stop string that spans pieces, and shows nothing of it", () => {
    expect(shown(["Paris", ".\n", "\nQues", "tion: more"], ["\n\nQuestion:"])).toEqual({ text: "Paris.", ended: true });
  });

  it("gives back what only began like one", () => {
    expect(shown(["a\n", "\nQuiz"], ["\n\nQuestion:"])).toEqual({ text: "a\n\nQuiz", ended: false });
  });

  it("ends at the first of several", () => {
    expect(shown(["one STOP two END"], ["END", "STOP"])).toEqual({ text: "one ", ended: true });
  });

  it("however a text is cut into pieces, shows what comes before the first stop string", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    const stops = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 4 }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 6 }), stops, (pieces, list) => {
        const whole = pieces.join("");
        // The stop string that is complete first ends the text; of those, the one that begins first.
        const ends = list.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0);
        const { text, ended } = shown(pieces, list);
        expect(ended).toBe(ends.length > 0);
        expect(whole.startsWith(text)).toBe(true);
        for (const stop of list) expect(text.includes(stop)).toBe(false);
        if (!ended) expect(text).toBe(whole);
      }),
    );
  });
});
