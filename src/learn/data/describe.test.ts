import { describe, expect, it } from "vitest";
import { correlation, describeTable, histogram, moments, quantile } from "#learn/data/describe.ts";

describe("a table's description", () => {
  const described = describeTable({
    price: [3, "4.5", null, "", 1, 1.5],
    sold: ["true", false, true, undefined, true, true],
    kind: ["b", "a", "b", "c", " ", "3"],
    mostly: ["1", "2", "0x10", "3,5", "4", "5"],
    empty: [null, "", Number.NaN, undefined, null, null],
  });

  it("tells numbers, booleans and text apart, and counts what is missing", () => {
    const types = Object.entries(described).map(([name, { type, count, missing }]) => [name, type, count, missing]);
    expect(types).toEqual([
      ["price", "number", 4, 2],
      ["sold", "boolean", 5, 1],
      ["kind", "text", 5, 1],
      ["mostly", "text", 6, 0],
      ["empty", "text", 0, 6],
    ]);
  });

  it("gives mean, deviation, quantiles and histogram of numbers", () => {
    expect(described["price"]).toMatchObject({
      mean: 2.5,
      deviation: Math.sqrt((1.5 ** 2 + 1 + 0.25 + 4) / 3),
      quantiles: [1, 1.375, 2.25, 3.375, 4.5],
      histogram: { from: 1, to: 4.5, counts: [2, 1, 1] },
    });
  });

  it("counts the values of text, the most frequent first", () => {
    expect(described["kind"]).toMatchObject({
      values: [
        ["b", 2],
        ["3", 1],
        ["a", 1],
        ["c", 1],
      ],
    });
  });

  it("refuses columns of different lengths", () => {
    expect(() => describeTable({ a: [1, 2], b: [1] })).toThrow("b has the shape [1], where [2]");
  });
});

describe("the numbers themselves", () => {
  it("keep the deviation of numbers that are large and close together", () => {
    expect(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).deviation).toBeCloseTo(Math.sqrt(30), 9);
    expect(moments([5]).deviation).toBeNaN();
  });

  it("have quantiles as NumPy's default", () => {
    const sorted = [1, 2, 4, 8, 16];
    expect([0, 0.1, 0.5, 0.9, 1].map((p) => quantile(sorted, p))).toEqual([1, 1.4, 4, 12.8, 16]);
  });

  it("each fall into one bin of a histogram", () => {
    expect(histogram([0, 1, 2, 3, 4], 2)).toEqual({ from: 0, to: 4, counts: [2, 3] });
    expect(histogram([7, 7], 3).counts).toEqual([2, 0, 0]);
  });

  it("correlate by the line through them alone", () => {
    expect(correlation([1, 2, 3], [-2, -4, -6])).toBeCloseTo(-1, 12);
    expect(correlation([-2, -1, 0, 1, 2], [4, 1, 0, 1, 4])).toBeCloseTo(0, 12); // a parabola: related, not linearly
    expect(correlation([1, 2, 3, 5], [1, 3, 2, 6])).toBeCloseTo(10 / Math.sqrt(8.75 * 14), 12);
    expect(correlation([1, 1], [1, 2])).toBeNaN();
  });
});
