import { describe, expect, it } from "vitest";
import { type ErrorCode, type ErrorData, fromWire, toWire, VitralError } from "#base/error.ts";
import { errorsEn } from "#words/errors.en.ts";
import { errorsEs } from "#words/errors.es.ts";

const codes = Object.keys(errorsEn) as ErrorCode[];
const placeholders = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe("every error", () => {
  it.each(codes)("%s says what it has to say in both languages, with nothing left open", (code) => {
    const names = new Set(placeholders(errorsEn[code]));
    expect(new Set(placeholders(errorsEs[code])), "both languages name the same data").toEqual(names);
    const data = Object.fromEntries([...names].map((name) => [name, `<${name}>`])) as ErrorData<ErrorCode>;
    const error = new VitralError(code, data);
    for (const sentence of [error.say("en"), error.say("es")]) {
      expect(sentence).not.toMatch(/[{}]/);
      for (const name of names) expect(sentence).toContain(`<${name}>`);
    }
    expect(error.message).toBe(error.say("en"));
  });
});

describe("an error that crosses a thread", () => {
  it("comes out as what it was", () => {
    const error = new VitralError("file.missing", { file: "a.gguf" });
    const back = fromWire(JSON.parse(JSON.stringify(toWire(error))));
    expect(back).toBeInstanceOf(VitralError);
    expect(back).toMatchObject({ code: "file.missing", data: { file: "a.gguf" }, message: error.message });
  });

  it("keeps the message of what is no VitralError", () => {
    expect(fromWire(toWire(new TypeError("x is not a function"))).message).toContain("x is not a function");
  });
});
