import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sentences } from "#knowledge/sentences.ts";

const of = (text: string, language = "es"): string[] =>
  sentences(text, language).map(({ start, end }) => text.slice(start, end));

describe("the sentences of a text", () => {
  it("end at a point, a question, an exclamation and a line's end, without the white space around them", () => {
    expect(of("  Hierve. ¿Qué?  ¡Sí!\n\nUn título\n  Sigue 🌍. ")).toEqual([
      "Hierve.",
      "¿Qué?",
      "¡Sí!",
      "Un título",
      "Sigue 🌍.",
    ]);
  });

  it.each([
    "El Dr. Ramón y Cajal.",
    "J. R. R. Tolkien wrote it.",
    "Véase la p. 5 (cf. art. 3).",
    "Llegó aprox. A las tres.",
  ])("do not end at an abbreviation: %s", (text) => {
    expect(of(text)).toEqual([text]);
  });

  it("end at a word that merely ends like an abbreviation", () => {
    expect(of("Tomó la ducha sin prisa.  Salió de la casa.")).toHaveLength(2);
    expect(of("Se comió un crep. Después durmió.")).toHaveLength(2);
  });

  it("hold all letters, in order, and do not overlap", () => {
    const piece = fc.oneof(
      fc.constantFrom(". ", "? ", "\n", "\n\n", " ", "Dr. ", "J. ", "12.5", "“"),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const found = sentences(text, "en");
        let at = 0;
        for (const { start, end } of found) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(at, start).trim()).toBe("");
          at = end;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
    );
  });

  it("are the same in one long line as in short ones", () => {
    const sentence = fc
      .array(fc.constantFrom("agua", "hierve", "100", "3.5", "°C,", "🌍", "(sí)"), { minLength: 1, maxLength: 30 })
      .chain((words) => fc.constantFrom(".", "?", "!").map((end) => `Es ${words.join(" ")}${end}`));
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 150, maxLength: 300 }), (all) => {
        expect(of(all.join(" "))).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });

  it("may be longer than what is looked at in one piece", () => {
    const long = `Es ${"agua y ".repeat(3000)}fin.`;
    expect(of(`${long} Otra. ${long}`)).toEqual([long, "Otra.", long]);
  });
});
