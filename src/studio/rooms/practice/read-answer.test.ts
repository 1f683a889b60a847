import { expect, it } from "vitest";
import type { AnswerEvent, AnswerToken } from "#studio/rooms/practice/read-answer.ts";
import { placeTokens, probability, readAnswer } from "#studio/rooms/practice/read-answer.ts";

const token = (text: string): AnswerToken => ({ type: "token", id: 1, text, bytes: [], logprob: Math.log(0.5) });
const timings = {
  promptTokens: 9,
  cachedTokens: 0,
  completionTokens: 2,
  firstTokenMs: 5,
  prefillTokensPerSecond: 1,
  decodeTokensPerSecond: 2,
};

it("reads a growing answer from its tokens", () => {
  const answer = readAnswer([token(" The"), token(" Nile")]);
  expect(answer.text).toBe(" The Nile");
  expect(answer.tokens).toHaveLength(2);
  expect(answer.finishReason).toBeUndefined();
});

it("tells how much of the prompt was read, until the first token", () => {
  const reading: AnswerEvent[] = [{ type: "prefill", done: 50, total: 200 }];
  expect(readAnswer(reading).prefill).toBe(0.25);
  expect(readAnswer([...reading, token("a")]).prefill).toBeUndefined();
});

it("takes the final answer's text, and its timings before those of the generation", () => {
  const answer = readAnswer([
    token(" The"),
    { type: "done", finishReason: "stop", timings },
    { type: "answer", answer: "The", answered: true, citations: [], timings: { ...timings, firstTokenMs: 7 } },
  ]);
  expect(answer.text).toBe("The");
  expect(answer.timings?.firstTokenMs).toBe(7);
  expect(answer.finishReason).toBe("stop");
});

it("lays tokens along a text whose ends were trimmed", () => {
  expect(placeTokens([{ text: " The" }, { text: " Nile" }, { text: ".\n" }], "The Nile.")).toEqual([
    [0, 3],
    [3, 8],
    [8, 9],
  ]);
});

it("steps over marks that were put in afterwards, and gives up on tokens that the text does not show", () => {
  const places = placeTokens([{ text: "Nile" }, { text: "" }, { text: "." }], "Nile [1].");
  expect(places).toEqual([[0, 4], undefined, [8, 9]]);
  expect(placeTokens([{ text: "absent" }, { text: "Nile" }], "Nile")).toEqual([undefined, [0, 4]]);
});

it("turns natural log-probabilities back into probabilities", () => {
  expect(probability(Math.log(0.25))).toBeCloseTo(0.25, 12);
});
