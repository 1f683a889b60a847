import { describe, expect, it } from "vitest";
import { citationsOf } from "#knowledge/answer/citations.ts";
import type { Retrieved } from "#knowledge/passage.ts";

/** A passage that begins at `start` of its document and whose first sentence is the quote. */
function passage(id: number, text: string, start: number): Retrieved {
  const characters = start + text.length;
  return {
    document: {
      id,
      title: `Text ${id}`,
      path: `${id}.txt`,
      format: "txt",
      language: "en",
      characters,
      chunks: 1,
    },
    chunk: 0,
    start,
    end: characters,
    text,
    headings: [],
    score: 1,
    quote: { start, end: start + text.indexOf(".") + 1 },
  };
}
const passages = [
  passage(1, "Kilimanjaro is in Tanzania. It is a volcano.", 40),
  passage(2, "Paris is the capital of France. It lies on the Seine.", 0),
];

describe("citations", () => {
  it("are the passages that the answer names, each once, at the place of their quote", () => {
    const found = citationsOf("The capital is Paris [2][2] and not Tanzania [1].", "capital?", passages);
    expect(found.map(({ marker }) => marker)).toEqual([1, 2]);
    expect(found[0]).toMatchObject({ start: 40, end: 67, text: "Kilimanjaro is in Tanzania." });
  });

  it("leave out numbers that no passage has", () => {
    const found = citationsOf("Paris [2], as page [7] says.", "What is the capital of France?", passages);
    expect(found.map(({ marker }) => marker)).toEqual([2]);
  });

  it("are the likeliest source where the answer names none", () => {
    const found = citationsOf("It is Paris, on the Seine.", "What is the capital?", passages);
    expect(found.map(({ marker }) => marker)).toEqual([2]);
  });

  it("are none where the answer says what no passage says", () => {
    expect(citationsOf("Bananas ripen quickly indoors.", "What about fruit?", passages)).toEqual([]);
    expect(citationsOf("Anything.", "Anything?", [])).toEqual([]);
  });
});
