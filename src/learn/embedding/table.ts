/** An embedding table: a row of numbers for each token, which training moves. */
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import { rows } from "#learn/network/arrange.ts";
import { parameter, type Tensor } from "#learn/network/tensor.ts";

export interface EmbeddingTable {
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  /** [V, C], trainable: the gradient of a row is the sum over its uses. */
  readonly vectors: Tensor;
}

/**
 * A table of small random numbers, uniform in ±1/(2C), as word2vec begins.
 * @param tokens V different ones
 * @param width C
 * @throws VitralError `learn.value` if a token stands twice, or the width is not positive
 */
export function embeddingTable(tokens: readonly string[], width: number, seed: number): EmbeddingTable {
  if (!(Number.isInteger(width) && width > 0))
    throw new VitralError("learn.value", { what: "width", value: width, expected: "a whole number above 0" });
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const twice = tokens.find((token, id) => ids.get(token) !== id);
  if (twice !== undefined)
    throw new VitralError("learn.value", { what: "tokens", value: twice, expected: "different tokens" });
  const random = seededRandom(seed);
  const data = Float32Array.from({ length: tokens.length * width }, () => (random() - 0.5) / width);
  return { tokens, ids, vectors: parameter(data, { shape: [tokens.length, width] }) };
}

/**
 * The rows of `tokens`, [T, C]: a look-up, through which gradients flow. It is the product of one-hot rows [T, V] with
 * the table, without the zeros.
 * @throws VitralError `learn.value` if a token is not in the table
 */
export const lookUp = (table: EmbeddingTable, tokens: readonly string[]): Tensor =>
  rows(
    table.vectors,
    tokens.map((token) => idOf(table, token)),
  );

/** The vector of one token, [C]: a window on the table, which moves when the table is trained. */
export function vectorOf(table: EmbeddingTable, token: string): ArrayLike<number> {
  const [, C] = table.vectors.shape as [number, number];
  const id = idOf(table, token);
  return table.vectors.data.subarray(id * C, (id + 1) * C);
}

/** All vectors of the table, in the order of its tokens: for `nearest`, `analogy` and the projections. */
export const vectorsOf = (table: EmbeddingTable): ArrayLike<number>[] =>
  table.tokens.map((token) => vectorOf(table, token));

function idOf({ ids }: EmbeddingTable, token: string): number {
  const id = ids.get(token);
  if (id === undefined)
    throw new VitralError("learn.value", { what: "token", value: token, expected: "one of the table's" });
  return id;
}
