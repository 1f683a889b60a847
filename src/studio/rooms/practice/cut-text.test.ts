import fc from "fast-check";
import { expect, it } from "vitest";
import { cutText } from "#studio/rooms/practice/cut-text.ts";

const chunk = (chunk: number, start: number, end: number) => ({ chunk, start, end, headings: [] });

it("draws what two passages share once, under the first, marked as shared", () => {
  const blocks = cutText("0123456789", [chunk(0, 0, 6), chunk(1, 4, 10)]);
  expect(blocks.map(({ start, end }) => [start, end])).toEqual([
    [0, 6],
    [6, 10],
  ]);
  expect(blocks[0]?.stretches.map(({ start, isShared }) => [start, isShared])).toEqual([
    [0, false],
    [4, true],
  ]);
});

it("marks the place that was opened, across passages", () => {
  const blocks = cutText("0123456789", [chunk(0, 0, 5), chunk(1, 5, 10)], { start: 3, end: 7 });
  const marked = blocks.flatMap(({ stretches }) => stretches.filter(({ isMarked }) => isMarked));
  expect(marked.map(({ start, end }) => [start, end])).toEqual([
    [3, 5],
    [5, 7],
  ]);
});

it("shows text that no passage holds, and leaves out blank gaps", () => {
  const blocks = cutText("ab\n\ncd ef", [chunk(0, 0, 2), chunk(1, 4, 6)]);
  expect(blocks.map((block) => [block.start, block.end, block.chunk?.chunk])).toEqual([
    [0, 2, 0],
    [4, 6, 1],
    [6, 9, undefined],
  ]);
});

it("draws every character of every passage exactly once, whatever the overlap", () => {
  const spans = fc.array(fc.tuple(fc.nat(60), fc.nat(30)), { maxLength: 8 });
  fc.assert(
    fc.property(spans, fc.nat(80), fc.nat(80), (pairs, a, b) => {
      const text = "x".repeat(100);
      const chunks = pairs
        .map(([start, length]) => [start, start + length + 1] as const)
        .sort((one, other) => one[0] - other[0] || one[1] - other[1])
        .map(([start, end], i) => chunk(i, start, end));
      const drawn = cutText(text, chunks, { start: Math.min(a, b), end: Math.max(a, b) })
        .flatMap(({ stretches }) => stretches)
        .map(({ start, end }) => text.slice(start, end))
        .join("");
      expect(drawn).toBe(text);
    }),
  );
});
