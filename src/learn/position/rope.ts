/**
 * Rotary positions: queries and keys are turned by angles that grow with the position, so that their product depends on
 * how far apart they are, and on nothing else about where they stand.
 * Su et al., "RoFormer", arXiv:2104.09864, §3.2.2 and eq. 34. Pairs are neighbours (x₀, x₁), (x₂, x₃) … as in the paper;
 * many models pair halves instead, which only orders the numbers differently.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { add, mul } from "#learn/network/arithmetic.ts";
import { matmul } from "#learn/network/product.ts";
import { type Tensor, tensor } from "#learn/network/tensor.ts";
import { type PositionEncoding, within } from "#learn/position/encoding.ts";

/**
 * ωᵢ = base^(−2i/width), i = 0 … width/2 − 1: radians a position, from 1 to nearly 1/base.
 * @throws VitralError `learn.value` if the width is odd
 */
export function frequencies(width: number, base: number): number[] {
  if (!Number.isInteger(width / 2) || width < 2)
    throw new VitralError("learn.value", { what: "width", value: width, expected: "an even number" });
  return Array.from({ length: width / 2 }, (_, i) => base ** ((-2 * i) / width));
}

/**
 * The encoding that turns each pair by pωᵢ. Its vector is what becomes of (1, 0, 1, 0 …): cos(pω₀), sin(pω₀) …
 * @param width D of a head, even
 */
export function rope(width: number, base: number): PositionEncoding {
  const omega = frequencies(width, base);
  return {
    name: "rope",
    vector: within("rope", Number.POSITIVE_INFINITY, (position) =>
      omega.flatMap((speed) => [Math.cos(position * speed), Math.sin(position * speed)]),
    ),
    longest: Number.POSITIVE_INFINITY,
    parameters: [],
    turn: (x) => turn(x, omega),
  };
}

/** (a, b) → (a cos pω − b sin pω, b cos pω + a sin pω), pair by pair: x ⊙ cos + (x a quarter turned) ⊙ sin. */
function turn(x: Tensor, omega: readonly number[]): Tensor {
  const T = at(x.shape, x.shape.length - 2);
  const table = (f: (angle: number) => number) =>
    tensor(Array.from({ length: T }, (_, p) => omega.flatMap((speed) => [f(p * speed), f(p * speed)])));
  return add(mul(x, table(Math.cos)), mul(matmul(x, quarterTurn(2 * omega.length)), table(Math.sin)));
}

/** The matrix by which (a, b, …) becomes (−b, a, …). */
const quarterTurn = (width: number): Tensor =>
  tensor(
    Array.from({ length: width }, (_, from) =>
      Array.from({ length: width }, (_, to) => (to === (from ^ 1) ? (from % 2 === 0 ? 1 : -1) : 0)),
    ),
  );
