import { expect, it } from "vitest";
import { prefixesOf } from "#runtime/prefixes.ts";

it.each(["multilingual-e5-small", "intfloat/e5-base-v2", "/models/E5_large.gguf", "e5"])(
  "knows %s for an E5",
  (name) => {
    expect(prefixesOf(["?", name])).toEqual({ query: "query: ", passage: "passage: " });
  },
);

it("asks BGE's English models questions as they were trained", () => {
  expect(prefixesOf(["bge-small-en-v1.5"])).toMatchObject({ passage: "" });
  expect(prefixesOf(["bge-small-en-v1.5"]).query).toMatch(/^Represent this sentence/);
});

it.each(["all-MiniLM-L6-v2", "file5-model", "bge-m3", "e5x"])("puts nothing in front for %s", (name) => {
  expect(prefixesOf([name])).toEqual({ query: "", passage: "" });
});
