import { expect, it } from "vitest";
import { speak } from "#studio/language.tsx";
import { studioEn } from "#words/studio.en.ts";
import { studioEs } from "#words/studio.es.ts";

const placeholders = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

it("says the same things in both languages, with the same data", () => {
  expect(Object.keys(studioEs).sort()).toEqual(Object.keys(studioEn).sort());
  for (const key of Object.keys(studioEn) as (keyof typeof studioEn)[])
    expect(placeholders(studioEs[key]), key).toEqual(placeholders(studioEn[key]));
});

it("counts and writes numbers as the language does", () => {
  const [en, es] = [speak("en"), speak("es")];
  expect(en.count("passages", 1)).toBe("1 passage");
  expect(es.count("passages", 12345)).toBe("12.345 pasajes");
  expect(en.number(0.87)).toBe("0.87");
  expect(es.number(0.87)).toBe("0,87");
  expect(es.bytes(98_765_432)).toBe("99 MB");
  expect(en.bytes(1_320_000_000)).toBe("1.3 GB");
});
