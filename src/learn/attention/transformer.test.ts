import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Transformer, type TransformerOptions, transformer } from "#learn/attention/transformer.ts";
import type { Tensor } from "#learn/network/tensor.ts";
import { type EncodingName, encodings } from "#learn/position/encodings.ts";
import { influenceByDistance } from "#learn/sequence/influence.ts";
import { parameterCount } from "#learn/sequence/sequence-model.ts";

const small = (name: EncodingName, options: Partial<TransformerOptions> = {}): Transformer =>
  transformer({
    vocabulary: 7,
    width: 8,
    heads: 2,
    blocks: 2,
    positions: encodings[name]({ width: 8, heads: 2, longest: 16 }),
    seed: 1,
    ...options,
  });
const row = ({ data, shape }: Tensor, t: number): number[] => [
  ...data.slice(t * shape.at(-1)!, (t + 1) * shape.at(-1)!),
];
const names = Object.keys(encodings) as EncodingName[];

describe("a whole Transformer", () => {
  it("without positions gives each token the same logits in every order, to the last bit", () => {
    const blind = small("none", { sight: "full", sums: "any order" });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 9 }).chain((ids) =>
          fc.record({
            ids: fc.constant(ids),
            order: fc.shuffledSubarray([...ids.keys()], { minLength: ids.length }),
          }),
        ),
        ({ ids, order }) => {
          const shape = [1, ids.length] as const;
          const [still, moved] = [
            blind.run(ids, shape),
            blind.run(
              order.map((t) => ids[t]!),
              shape,
            ),
          ];
          order.forEach((t, place) => {
            expect(row(moved.logits, place)).toEqual(row(still.logits, t));
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  /** How much the logits of token 0 change when it changes places with token 3. */
  const gapOf = (name: EncodingName): number => {
    const seeing = small(name, { sight: "full", sums: "any order" });
    const [still, moved] = [seeing.run([0, 1, 2, 3], [1, 4]), seeing.run([3, 1, 2, 0], [1, 4])];
    return Math.max(...row(still.logits, 0).map((x, i) => Math.abs(x - row(moved.logits, 3)[i]!)));
  };

  it.each(["binary", "sinusoidal", "learned", "rope", "alibi"] as const)(
    "with %s positions tells permutations apart",
    (name) => {
      expect(gapOf(name)).toBeGreaterThan(1e-4);
    },
  );

  it("stays blind to a position that is the same in every component, for the layer norm takes the mean off", () => {
    expect(gapOf("absolute")).toBeLessThan(1e-5);
    expect(gapOf("normalised")).toBeLessThan(1e-5);
  });

  it("as a decoder never lets a later token change earlier logits", () => {
    for (const name of names) {
      const decoder = small(name);
      const [a, b] = [decoder.run([1, 2, 3, 4], [1, 4]), decoder.run([1, 2, 3, 6], [1, 4])];
      for (let t = 0; t < 3; t++) expect(row(a.logits, t), name).toEqual(row(b.logits, t));
      expect(row(a.logits, 3), name).not.toEqual(row(b.logits, 3));
    }
  });

  it("gives sequences of a batch what they get alone", () => {
    const model = small("rope");
    const [a, b] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const together = model.run([...a, ...b], [2, 3]).logits;
    for (let t = 0; t < 3; t++) {
      expect(row(together, t)).toEqual(row(model.run(a, [1, 3]).logits, t));
      expect(row(together, 3 + t)).toEqual(row(model.run(b, [1, 3]).logits, t));
    }
  });

  it("shows every step, and needs as many steps in a row for any length", () => {
    const model = small("learned");
    const { blocks, embedded, positioned } = model.run([1, 2, 3], [1, 3]);
    expect(blocks.map(({ attention }) => attention.weights.shape)).toEqual([
      [1, 2, 3, 3],
      [1, 2, 3, 3],
    ]);
    expect(positioned.data).not.toEqual(embedded.data);
    expect(model.sequentialSteps(1000)).toBe(model.sequentialSteps(10));
    // embedding 7·8, blocks of 12 C² + 13 C, final norm 2 C, logits 7·9, positions 16·8
    expect(parameterCount(model)).toBe(56 + 2 * (12 * 64 + 13 * 8) + 16 + 63 + 128);
  });

  it("has the influence of each token that moving its embedding shows", () => {
    const model = small("sinusoidal");
    const ids = [3, 1, 4, 2]; // all different: a row of the table is one place
    const influence = influenceByDistance(model, ids);
    const table = model.parameters[0]!;
    expect(table.grad).toBeUndefined();
    ids.forEach((id, t) => {
      let squares = 0;
      for (let c = 0; c < 8; c++) {
        const place = id * 8 + c;
        const value = table.data[place]!;
        const logits = (h: number) => {
          table.data[place] = value + h;
          return row(model.run(ids, [1, 4]).logits, 3);
        };
        const [above, below] = [logits(1e-2), logits(-1e-2)];
        table.data[place] = value;
        above.forEach((x, v) => {
          squares += ((x - below[v]!) / 2e-2) ** 2;
        });
      }
      expect(influence[3 - t]! / Math.sqrt(squares)).toBeCloseTo(1, 2);
    });
  });
});
