/**
 * Tensors that remember how they came about, so that the gradient of a loss can flow back to whatever it was made of.
 * The same idea as `value.ts`, number by number, but over whole arrays: reverse-mode differentiation (Baydin et al.,
 * "Automatic Differentiation in Machine Learning: a Survey", arXiv:1502.05767, §3.2).
 *
 * Operations are functions (`add`, `matmul`, `softmax` …) that return new tensors and leave their operands as they are.
 * They run as plain loops on the thread that calls them; the engine's WebAssembly kernels do not serve them yet.
 */
import { VitralError } from "#base/error.ts";

/** float32 as in models' files, or float64 where a gradient is to be checked. */
export type Numbers = Float32Array | Float64Array;

export interface Tensor {
  /** Row-major, the last axis contiguous; `[]` is a single number. */
  readonly shape: readonly number[];
  readonly data: Numbers;
  /** ∂loss/∂this after `backward`, in the shape of `data`; intermediate results have theirs too. */
  grad: Numbers | undefined;
  /** Whether a gradient flows here: parameters, and all that is made of them. */
  readonly needsGrad: boolean;
  /** What made it: "parameter", "constant", or the operation's name. */
  readonly op: string;
  readonly parents: readonly Tensor[];
  /** The chain rule, one step: from ∂loss/∂this, adds to the gradients of the parents. */
  readonly pull: ((grad: Numbers) => void) | undefined;
}

/** Numbers nested as their shape: `[[1, 2], [3, 4]]` is [2, 2]. */
export type Nested = number | readonly Nested[];

export interface TensorOptions {
  /** Needed when the numbers come flat; else read off the nesting. */
  readonly shape?: readonly number[];
  readonly type?: "float32" | "float64";
}

/**
 * A tensor of given numbers: data, through which no gradient flows.
 * @param numbers nested as the shape, or flat beside a `shape`; a typed array that fits is used as it is, not copied
 * @throws VitralError `learn.shape` if the rows differ in length, or the numbers do not fill the shape
 * @example tensor([[0, 1], [1, 0]]) // [2, 2]
 */
export const tensor = (numbers: Nested | Numbers, options: TensorOptions = {}): Tensor =>
  leaf(numbers, options, "constant");

/**
 * A tensor that learns: `backward` leaves ∂loss/∂parameter in its `grad`, and optimisers change its `data` in place.
 * @throws VitralError `learn.shape` as `tensor` does
 */
export const parameter = (numbers: Nested | Numbers, options: TensorOptions = {}): Tensor =>
  leaf(numbers, options, "parameter");

/** The same numbers (shared, not copied) with no past: gradients stop here. */
export const detach = ({ shape, data }: Tensor): Tensor => leaf(data, { shape }, "constant");

/** The number of a tensor that holds one. @throws VitralError `learn.shape` if it holds more */
export function item({ shape, data }: Tensor): number {
  if (data.length !== 1)
    throw new VitralError("learn.shape", { what: "tensor", got: showShape(shape), expected: "[] or [1]" });
  return data[0] as number;
}

/**
 * The result of an operation. For those who write operations: `pull` receives ∂loss/∂result and hands each parent its
 * share through `flow`; it is kept only if a gradient can reach a parent at all.
 */
export function derive(
  op: string,
  shape: readonly number[],
  data: Numbers,
  parents: readonly Tensor[],
  pull: (grad: Numbers) => void,
): Tensor {
  const needsGrad = parents.some((parent) => parent.needsGrad);
  return needsGrad
    ? { shape, data, grad: undefined, needsGrad, op, parents, pull }
    : { shape, data, grad: undefined, needsGrad, op, parents: [], pull: undefined };
}

/** Lets `add` add to the gradient of `parent`, if it needs one: gradients from several uses sum up. */
export function flow(parent: Tensor, add: (grad: Numbers) => void): void {
  if (!parent.needsGrad) return;
  parent.grad ??= zerosLike(parent.data);
  add(parent.grad);
}

/**
 * Backpropagation: ∂loss/∂t into `t.grad` for every t that the loss was made of. Walks from the loss to the leaves so
 * that each tensor passes its gradient on only when all its uses have added to it. Parameters *add* to what they hold
 * (several losses may share them): `zeroGradients` before each step.
 * @param seed ∂(what is meant)/∂loss, 1 for each element: then a loss of several numbers counts as their sum
 */
export function backward(loss: Tensor, seed?: ArrayLike<number>): void {
  const order = ancestors(loss);
  for (const node of order) if (node.pull) node.grad = undefined;
  flow(loss, (grad) => {
    for (let i = 0; i < grad.length; i++) grad[i] = (grad[i] as number) + (seed ? (seed[i] as number) : 1);
  });
  for (const node of order.reverse()) if (node.grad) node.pull?.(node.grad);
}

/** Forgets the gradients of these parameters. */
export function zeroGradients(parameters: readonly Tensor[]): void {
  for (const parameter of parameters) parameter.grad = undefined;
}

/** All tensors that a gradient reaches from `last`, parents before children; without recursion, for long sequences. */
export function ancestors(last: Tensor): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: [Tensor, number][] = last.needsGrad ? [[last, 0]] : [];
  seen.add(last);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const [node, next] = top;
    const parent = node.parents[next];
    if (parent === undefined) {
      order.push(node);
      stack.pop();
      continue;
    }
    top[1]++;
    if (!parent.needsGrad || seen.has(parent)) continue;
    seen.add(parent);
    stack.push([parent, 0]);
  }
  return order;
}

/** How many numbers a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

export const showShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Zeros for a result of these operands: float64 if one of them is. */
export const numbersFor = (length: number, ...operands: readonly Tensor[]): Numbers =>
  operands.some(({ data }) => data instanceof Float64Array) ? new Float64Array(length) : new Float32Array(length);

const zerosLike = (data: Numbers): Numbers =>
  data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);

function leaf(numbers: Nested | Numbers, { shape, type }: TensorOptions, op: "constant" | "parameter"): Tensor {
  const isTyped = numbers instanceof Float32Array || numbers instanceof Float64Array;
  const nesting = isTyped ? [numbers.length] : nestingOf(numbers);
  const flat: ArrayLike<number> = isTyped ? numbers : flatten(numbers);
  const given = shape ?? nesting;
  if (flat.length !== sizeOf(given) || (!shape && !isTyped && !isEven(numbers, nesting)))
    throw new VitralError("learn.shape", { what: op, got: `[${flat.length}]`, expected: showShape(given) });
  const isDouble = type === "float64" || (type === undefined && numbers instanceof Float64Array);
  const fits = isDouble ? numbers instanceof Float64Array : numbers instanceof Float32Array;
  const data = fits ? (numbers as Numbers) : isDouble ? Float64Array.from(flat) : Float32Array.from(flat);
  return { shape: given, data, grad: undefined, needsGrad: op === "parameter", op, parents: [], pull: undefined };
}

const flatten = (numbers: Nested): number[] => (typeof numbers === "number" ? [numbers] : numbers.flatMap(flatten));

/** The lengths along the first elements. */
const nestingOf = (numbers: Nested): number[] =>
  typeof numbers === "number" ? [] : [numbers.length, ...nestingOf(numbers[0] ?? 0)];

/** Whether all rows are as long as the first ones. */
const isEven = (numbers: Nested, [length, ...rest]: readonly number[]): boolean =>
  typeof numbers === "number"
    ? length === undefined
    : numbers.length === length && numbers.every((row) => isEven(row, rest));
