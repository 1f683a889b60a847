/**
 * Eight ways to say where a token stands, from the naive to those of today's models.
 * Positions count from 0; C is the width of the embeddings, D = C/H that of a head.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import { add } from "#learn/network/arithmetic.ts";
import { slice } from "#learn/network/arrange.ts";
import { gaussian } from "#learn/network/dense.ts";
import { parameter } from "#learn/network/tensor.ts";
import { alibi } from "#learn/position/alibi.ts";
import { added, type PositionEncoding, within } from "#learn/position/encoding.ts";
import { frequencies, rope } from "#learn/position/rope.ts";

export interface EncodingOptions {
  /** C, width of the embeddings; for binary, how many bits */
  readonly width: number;
  /** H, heads that share the width, for RoPE and ALiBi; 1 */
  readonly heads?: number;
  /** How slow the waves of sinusoidal and RoPE become; 10,000 */
  readonly base?: number;
  /** Rows of a learned table; 512 */
  readonly longest?: number;
  /** For the first numbers of a learned table; 0 */
  readonly seed?: number;
}

/**
 * - none: attention sees a bag of tokens
 * - absolute: the position itself in every component: (3, 3, 3, 3)
 * - normalised: position / length in every component
 *   A layer norm takes both off again, for it subtracts the components' mean: a Transformer that normalises before it
 *   attends does not see them at all
 * - binary: the position's bits, the highest first: (0, 0, 1, 1) is 3; 2^C positions
 * - sinusoidal: sin(pω₀), cos(pω₀), sin(pω₁), cos(pω₁) … with ωᵢ = base^(−2i/C): bits made smooth (Vaswani et al.,
 *   arXiv:1706.03762, §3.5)
 * - learned: a table, row by row, trained like any weight (Gehring et al., arXiv:1705.03122, §3.1; GPT-2, BERT)
 * - rope: see `rope.ts`; alibi: see `alibi.ts`
 * @throws VitralError `learn.value` if a width does not suit the encoding
 * @example encodings.binary({ width: 4 }).vector(3, 10) // [0, 0, 1, 1]
 */
export const encodings = {
  none: () => ({ name: "none", vector: () => [], longest: Number.POSITIVE_INFINITY, parameters: [] }),
  absolute: ({ width }) =>
    added("absolute", Number.POSITIVE_INFINITY, (position) => Array<number>(width).fill(position)),
  normalised: ({ width }) =>
    added("normalised", Number.POSITIVE_INFINITY, (position, length) => Array<number>(width).fill(position / length)),
  binary: ({ width }) =>
    added("binary", 2 ** width, (position) =>
      Array.from({ length: width }, (_, i) => Math.floor(position / 2 ** (width - 1 - i)) % 2),
    ),
  sinusoidal({ width, base = 10_000 }) {
    const omega = frequencies(width, base);
    return added("sinusoidal", Number.POSITIVE_INFINITY, (position) =>
      omega.flatMap((speed) => [Math.sin(position * speed), Math.cos(position * speed)]),
    );
  },
  learned,
  rope: ({ width, heads = 1, base = 10_000 }) => rope(headWidth(width, heads), base),
  alibi: ({ heads = 1 }) => alibi(heads),
} as const satisfies Record<string, (options: EncodingOptions) => PositionEncoding>;

export type EncodingName = keyof typeof encodings;

function learned({ width, longest = 512, seed = 0 }: EncodingOptions): PositionEncoding {
  const random = seededRandom(seed);
  const numbers = Float32Array.from({ length: longest * width }, () => 0.02 * gaussian(random)); // as GPT-2 begins
  const table = parameter(numbers, { shape: [longest, width] });
  const vector = within("learned", longest, (position) => {
    const row = Math.floor(position);
    return [...table.data.subarray(row * width, (row + 1) * width)];
  });
  return {
    name: "learned",
    vector,
    longest,
    parameters: [table],
    add(x) {
      const T = at(x.shape, x.shape.length - 2);
      vector(T - 1, T); // says so if there is no such row
      return add(x, slice(table, 0, 0, T));
    },
  };
}

function headWidth(width: number, heads: number): number {
  if (!Number.isInteger(width / heads))
    throw new VitralError("learn.value", { what: "heads", value: heads, expected: `a divisor of ${width}` });
  return width / heads;
}
