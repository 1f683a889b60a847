import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { split } from "#learn/data/split.ts";

const partOf = ({ train, validation, test }: ReturnType<typeof split>): Map<number, string> =>
  new Map([
    ...train.map((i) => [i, "train"] as const),
    ...validation.map((i) => [i, "validation"] as const),
    ...test.map((i) => [i, "test"] as const),
  ]);

describe("a split", () => {
  it("uses every example once, and lets no group and no pair leak between the parts", () => {
    const index = fc.nat({ max: 39 });
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 15 }), { minLength: 40, maxLength: 40 }),
        fc.array(fc.record({ a: index, b: index }), { maxLength: 6 }),
        fc.nat(),
        (groups, together, seed) => {
          const parts = split(40, { groups, together, seed, validation: 0.2, test: 0.2 });
          const part = partOf(parts);
          expect(parts.train.length + parts.validation.length + parts.test.length).toBe(40);
          expect(part.size).toBe(40);
          for (const [i, group] of groups.entries()) expect(part.get(i)).toBe(part.get(groups.indexOf(group)));
          for (const { a, b } of together) expect(part.get(a)).toBe(part.get(b));
        },
      ),
    );
  });

  it("keeps a chain of near-duplicates in one part", () => {
    const together = Array.from({ length: 49 }, (_, i) => ({ a: i, b: i + 1 }));
    const part = partOf(split(100, { together }));
    expect(new Set(Array.from({ length: 50 }, (_, i) => part.get(i))).size).toBe(1);
  });

  it("meets the shares, in an order that the seed decides", () => {
    const parts = split(200, { validation: 0.1, test: 0.2, seed: 3 });
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([140, 20, 40]);
    expect(split(200, { seed: 3 })).toEqual(split(200, { seed: 3 }));
    expect(split(200, { seed: 3 })).not.toEqual(split(200, { seed: 4 }));
    expect(split(10, { validation: 0, test: 0 }).train).toHaveLength(10);
  });

  it("refuses shares that leave nothing to train on, and what does not fit the examples", () => {
    expect(() => split(10, { validation: 0.5, test: 0.5 })).toThrow("0.5 + 0.5");
    expect(() => split(10, { groups: [1] })).toThrow("groups has the shape [1]");
    expect(() => split(2, { together: [{ a: 0, b: 2 }] })).toThrow("together is 2");
  });
});
