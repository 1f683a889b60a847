/** What a position encoding is, and the road on which it meets the tokens. The encodings are listed in `encodings.ts`. */

import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { add } from "#learn/network/arithmetic.ts";
import { type Tensor, tensor } from "#learn/network/tensor.ts";

/** Tells a Transformer, which sees all tokens at once, where each one stands. */
export interface PositionEncoding {
  readonly name: string;
  /**
   * The numbers that stand for a position, counted from 0, in a sequence of `length` tokens. Positions between whole
   * ones show whether the encoding runs on smoothly; tables and bits stay what they were at the last whole one.
   * @throws VitralError `learn.value` if the position is below 0, or `longest` or more
   */
  readonly vector: (position: number, length: number) => number[];
  /** How many positions it can tell: infinitely many for a formula, as many as its rows for a table. */
  readonly longest: number;
  /** What is trained. */
  readonly parameters: readonly Tensor[];
  /** On the way in: x [B, T, C] with the vectors added. */
  readonly add?: (x: Tensor) => Tensor;
  /** In each head: queries or keys [B, H, T, D] turned by their positions. */
  readonly turn?: (x: Tensor) => Tensor;
  /** On the scores: what is added to them [H, T, T]. */
  readonly bias?: (T: number) => Tensor;
}

/** An encoding whose vectors are computed, and added to the tokens' embeddings. */
export function added(name: string, longest: number, formula: PositionEncoding["vector"]): PositionEncoding {
  const vector = within(name, longest, formula);
  return {
    name,
    vector,
    longest,
    parameters: [],
    add(x) {
      const T = at(x.shape, x.shape.length - 2);
      return add(x, tensor(Array.from({ length: T }, (_, position) => vector(position, T))));
    },
  };
}

/** The formula, where it holds. */
export const within =
  (name: string, longest: number, formula: PositionEncoding["vector"]): PositionEncoding["vector"] =>
  (position, length) => {
    if (!(position >= 0 && position < longest))
      throw new VitralError("learn.value", {
        what: "position",
        value: position,
        expected: `0 or more, below ${longest} (${name})`,
      });
    return formula(position, length);
  };
