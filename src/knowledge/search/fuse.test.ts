import { describe, expect, it } from "vitest";
import { fuse } from "#knowledge/search/fuse.ts";

const near = (...chunks: number[]) => chunks.map((chunk, i) => ({ chunk, cosine: 0.9 - 0.01 * i }));
const worded = (share: number, ...chunks: number[]) =>
  chunks.map((chunk, i) => ({ chunk, bm25: 9 - i, share: share - 0.1 * i }));
const order = (list: ReturnType<typeof fuse>) => list.map(({ chunk }) => chunk);

describe("fusion", () => {
  it("puts first what both halves put first", () => {
    expect(order(fuse(near(7, 3, 5), worded(1, 7, 5)))[0]).toBe(7);
  });

  it("keeps each half's rank and score, and says which half did not propose a chunk", () => {
    const fused = fuse(near(1, 2), worded(0.8, 2, 3));
    expect(fused.find(({ chunk }) => chunk === 1)).toMatchObject({ vectorRank: 1, cosine: 0.9 });
    expect(fused.find(({ chunk }) => chunk === 1)?.textRank).toBeUndefined();
    expect(fused.find(({ chunk }) => chunk === 2)).toMatchObject({ vectorRank: 2, textRank: 1, bm25: 9 });
    expect(fused.find(({ chunk }) => chunk === 3)?.vectorRank).toBeUndefined();
  });

  it("heeds words as much as they know: hardly, where the question shares few with any text", () => {
    expect(order(fuse(near(1, 2, 3, 4), worded(0.1, 4)))[0]).toBe(1);
    expect(order(fuse(near(1, 2), worded(1, 2)))[0]).toBe(2);
  });

  it("goes by one half alone where the other proposes nothing", () => {
    expect(order(fuse(near(3, 1, 2), []))).toEqual([3, 1, 2]);
    expect(order(fuse([], worded(0.9, 2, 1)))).toEqual([2, 1]);
    expect(fuse([], [])).toEqual([]);
  });
});
