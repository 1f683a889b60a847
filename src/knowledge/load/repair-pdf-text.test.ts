import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repairPdfText } from "#knowledge/load/repair-pdf-text.ts";

describe("the text of a PDF", () => {
  it.each([
    ["dif\u0301ıcil", "difícil"],
    ["difı\u0301cil", "difícil"],
    ["dif´ıcil", "difícil"],
    ["dif´ ıcil", "difícil"],
    ["dif´ıciles", "difíciles"],
    ["org´anicas y b´asicas", "orgánicas y básicas"],
    ["Mu˜noz", "Muñoz"],
    ["na¨ıve", "naïve"],
    ["fran¸cais, voil`a, tˆete", "français, voilà, tête"],
    ["ˇCapek, ˚Angstr¨om, Erd˝os", "Čapek, Ångström, Erdős"],
  ])("has its accents on their letters: %s", (broken, whole) => {
    expect(repairPdfText(broken)).toBe(whole);
  });

  it.each([
    ["ﬁnal, ﬂujo, eﬀect, oﬃce, baﬄe", "final, flujo, effect, office, baffle"],
    ["o\u001ccina", "oficina"],
    ["\u001dujo", "flujo"],
    ["e\u001bect, o\u001ece, ba\u001fe", "effect, office, baffle"],
    ["o\u000ece, \u000cnal, e\u000bect, ba\u000fe", "office, final, effect, baffle"],
    ["o\u001ccina: ¾qu\u00e9? ½S\u00ed!", "oficina: ¿qué? ¡Sí!"],
  ])("has its ligatures as letters: %j", (broken, whole) => {
    expect(repairPdfText(broken)).toBe(whole);
  });

  it("has words whole that were hyphenated at a line's end, and others with their hyphens", () => {
    expect(repairPdfText("conoci-\nmiento y co\u00ad\noperar")).toBe("conocimiento y cooperar");
    expect(repairPdfText("franco-alemán, 1939-\n1945, Castilla-\nLa Mancha")).toBe(
      "franco-alemán, 1939-\n1945, Castilla-\nLa Mancha",
    );
  });

  it("has accents composed that follow their letters", () => {
    expect(repairPdfText("e\u0301a\u0301e mun\u0303o Tie\u0302\u0301ng")).toBe("éáe muño Tiếng");
  });

  it.each([
    "½ taza, ¾ de hora, x², H₂O, ŷ = 3, 5 °C, nº 1, 1ª",
    "“¿Qué?”, dijo. «¡Sí!» — l’été, naïve, Ångström",
    "x\u0302 = 2, β̂ = 1",
    "Diyarbakır, ışık",
    "it´s Peter´s",
    "run `npm install` and `apt update`",
    "¨ alone ´ and ` so",
    "líneas\ny párrafos\n\ncon 🌍",
  ])("stays as it is where nothing is broken: %s", (text) => {
    expect(repairPdfText(text)).toBe(text);
  });

  it("has no ligature, raw slot or soft hyphen left, whatever it held, and is composed", () => {
    const sign = fc.constantFrom(..."aeınsc ´`¨˜¸\u0301\u0303ﬁ\u001c½¿-\n\u00ad", "Año", "´ı");
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 12 }), (signs) => {
        const whole = repairPdfText(signs.join(""));
        expect(whole.normalize("NFC")).toBe(whole);
        for (const sign of "ﬁ\u001c\u00ad") expect(whole).not.toContain(sign);
      }),
    );
  });
});
