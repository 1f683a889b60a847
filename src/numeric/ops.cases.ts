/** Every operation of `ops.ts` on sizes that fill no vector, block or panel: what every backend must come to. */
import { seededRandom } from "#base/random.ts";
import * as float64 from "#numeric/float64.cases.ts";
import type { AttentionShape, Backend, Rope, WeightSource } from "#numeric/ops.ts";
import { codecs, tensorTypes } from "#numeric/quants/index.ts";
import type { Tensor, TensorType } from "#numeric/tensor.ts";

export type Precision = "fast" | "exact";

export interface OpsCase {
  readonly name: string;
  run(backend: Backend): Tensor | Promise<Tensor>;
  expected(precision: Precision): float64.Expected;
}

const random = seededRandom(20_261_124);
/** Numbers in [−spread, spread). */
const numbers = (count: number, spread = 2): Float32Array =>
  Float32Array.from({ length: count }, () => (random() * 2 - 1) * spread);

/** A weight in a type's blocks, and what the blocks say, for the error of packing is not the kernels'. */
export interface StoredWeight {
  readonly source: WeightSource;
  readonly values: Float32Array;
}

export function storedWeight(type: TensorType, values: Float32Array, shape: readonly number[]): StoredWeight {
  const { block, bytes, pack, unpack } = codecs[type];
  const stored = new Uint8Array((values.length / block) * bytes);
  pack(values, stored);
  const back = new Float32Array(values.length);
  unpack(stored, back);
  const readInto = async (into: Uint8Array, offset: number): Promise<void> =>
    into.set(stored.subarray(offset, offset + into.length));
  return { source: { name: "weight", type, shape, bytes: stored.length, readInto }, values: back };
}

const tokenCounts = [1, 2, 3, 5, 17];
const widths = [1, 3, 7, 32, 33, 100];

/** Steps of the largest activation in a product: `assembly/quantize.ts`. */
const levels = (type: TensorType, precision: Precision): number => {
  if (precision === "exact") return 0;
  return type === "Q8_0" ? 32_767 : type.startsWith("Q4") ? 127 : 0;
};

const products: OpsCase[] = tensorTypes.flatMap((type) => {
  const isBlocked = codecs[type].block > 1;
  return tokenCounts.flatMap((T, n) =>
    (isBlocked ? [32, 96] : [1, 7, 66]).map((inner, m): OpsCase => {
      const outer = [1, 7, 8, 9, 31, 17][(n + 2 * m) % 6]!;
      const x = numbers(T * inner);
      if (isBlocked) {
        x.fill(0, (T - 1) * inner, (T - 1) * inner + 32); // a block without a scale
        if (inner > 32) x[inner - 3] = 500; // one number that makes its block coarse
      }
      const w = storedWeight(type, numbers(outer * inner, 1), [outer, inner]);
      const bias = (n + m) % 2 === 0 ? numbers(outer) : undefined;
      return {
        name: `matmul: ${type}, ${T}×${inner} · ${outer} rows${bias ? " + bias" : ""}`,
        run: async (b) => {
          const weight = await b.load(w.source, "product");
          return b.matmul(b.write(x, [T, inner]), weight, bias && b.constant(bias, [outer]));
        },
        expected: (precision) => float64.product(x, w.values, bias, [T, inner, outer], levels(type, precision)),
      };
    }),
  );
});

const tables: OpsCase[] = tensorTypes.flatMap((type) =>
  (["table", "product"] as const).map((use): OpsCase => {
    const [count, width] = [19, codecs[type].block > 1 ? 64 : 33];
    const w = storedWeight(type, numbers(count * width), [count, width]);
    const ids = Int32Array.of(0, 18, 7, 8, 7, 15, 16);
    return {
      name: `rows: ${type} as a ${use}`,
      run: async (b) => b.rows(await b.load(w.source, use), ids),
      expected: () =>
        float64.each(
          Float32Array.from([...ids].flatMap((id) => [...w.values.subarray(id * width, (id + 1) * width)])),
          (value) => value,
          2 ** -23, // scale times weight is rounded before the minimum is added
          1e-7,
        ),
    };
  }),
);

/** Vectors are stored in any type: gains, biases. */
const vectors: OpsCase[] = tensorTypes.map((type) => {
  const w = storedWeight(type, numbers(96), [96]);
  const x = numbers(3 * 96);
  return {
    name: `add: a row stored as ${type}`,
    run: async (b) => b.add(b.write(x, [3, 96]), await b.load(w.source, "product")),
    expected: () => float64.pairwise(x, w.values, (a, c) => a + c),
  };
});

const elementwise: OpsCase[] = tokenCounts.flatMap((T, n) => {
  const width = widths[n + 1]!;
  const shape = [T, width];
  const [a, b, row] = [numbers(T * width), numbers(T * width), numbers(width)];
  const wide = numbers(T * width, 12); // into the tails of the exponentials
  wide[0] = 200;
  wide[wide.length - 1] = -200;
  const silu = (value: number): number => value / (1 + Math.exp(-value));
  const [gain, bias] = [numbers(width), numbers(width)];
  const two = (
    name: string,
    run: (ops: Backend, a: Tensor, b: Tensor) => Tensor,
    f: (a: number, b: number) => number,
    relative = 0,
  ) => [
    {
      name: `${name}: ${T}×${width}`,
      run: (o: Backend) => run(o, o.write(a, shape), o.write(b, shape)),
      expected: () => widened(float64.pairwise(a, b, f), relative),
    },
    {
      name: `${name}: ${T}×${width} and one row`,
      run: (o: Backend) => run(o, o.write(a, shape), o.constant(row, [width])),
      expected: () => widened(float64.pairwise(a, row, f), relative),
    },
  ];
  const one = (
    name: string,
    x: Float32Array,
    run: (ops: Backend, x: Tensor) => Tensor,
    expected: () => float64.Expected,
  ): OpsCase => ({
    name: `${name}: ${T}×${width}`,
    run: (o) => run(o, o.write(x, shape)),
    expected,
  });
  return [
    ...two(
      "add",
      (o, x, y) => o.add(x, y),
      (x, y) => x + y,
    ),
    ...two(
      "multiply",
      (o, x, y) => o.multiply(x, y),
      (x, y) => x * y,
    ),
    ...two(
      "silu, then multiply",
      (o, x, y) => o.multiply(o.silu(x), y),
      (x, y) => silu(x) * y,
      8 * 2 ** -23,
    ),
    ...two(
      "multiply by silu",
      (o, x, y) => o.multiply(y, o.silu(x)),
      (x, y) => silu(x) * y,
      8 * 2 ** -23,
    ).slice(0, 1),
    one(
      "scale",
      a,
      (o, x) => o.scale(x, -0.37),
      () => float64.each(a, (value) => value * Math.fround(-0.37), 2 ** -23),
    ),
    one(
      "silu",
      wide,
      (o, x) => o.silu(x),
      () => float64.each(wide, silu, 8 * 2 ** -23, 1e-35),
    ),
    one(
      "gelu",
      wide,
      (o, x) => o.gelu(x),
      () =>
        widened(
          float64.each(wide, (value) => value * float64.normalCdf(value), 0),
          0,
          wide,
          2e-7,
        ),
    ),
    one(
      "rmsNorm",
      a,
      (o, x) => o.rmsNorm(x, o.constant(gain, [width]), 1e-5),
      () => float64.rmsNorm(a, gain, 1e-5),
    ),
    one(
      "layerNorm",
      a,
      (o, x) => o.layerNorm(x, o.constant(gain, [width]), o.constant(bias, [width]), 1e-5),
      () => float64.layerNorm(a, gain, bias, 1e-5),
    ),
    one(
      "softmax",
      wide,
      (o, x) => o.softmax(x),
      () => float64.softmax(wide, width),
    ),
    one(
      "slice",
      a,
      (o, x) => o.scale(o.slice(x, T >> 1, T), 2),
      () => float64.each(a.subarray((T >> 1) * width), (value) => 2 * value, 0),
    ),
    one(
      "slice of a silu",
      a,
      (o, x) => o.slice(o.silu(x), T - 1, T),
      () => float64.each(a.subarray((T - 1) * width), silu, 8 * 2 ** -23),
    ),
  ];
});

/** Wider bounds: by a share of the value, or of the argument. */
function widened(expected: float64.Expected, relative: number, argument?: Float32Array, share = 0): float64.Expected {
  const { values, bounds } = expected;
  return {
    values,
    bounds: bounds.map((bound, i) => bound + Math.abs(values[i]!) * relative + Math.abs(argument?.[i] ?? 0) * share),
  };
}

const turns: OpsCase[] = (["neighbours", "halves"] as const).flatMap((pairs) =>
  [
    [1, 2],
    [3, 6],
    [5, 64],
  ].flatMap(([T = 1, headDim = 2]) =>
    [false, true].map((isScaled): OpsCase => {
      const x = numbers(T * headDim * 3);
      const positions = Int32Array.from({ length: T }, (_, t) => [0, 1, 31_999, 7, 131_071][t]!);
      const factors = Float32Array.from({ length: headDim / 2 }, (_, i) => 1 + i);
      const rope: Rope = { headDim, base: 10_000, pairs, ...(isScaled && { factors }) };
      return {
        name: `rope: ${pairs}, ${T} tokens, 3 heads of ${headDim}${isScaled ? ", scaled" : ""}`,
        run: (b) => b.rope(b.write(x, [T, headDim * 3]), positions, rope),
        expected: () => float64.rope(x, headDim * 3, positions, rope),
      };
    }),
  ),
);

/** T queries over S keys: heads, key/value heads, width of a head, mask. */
const attentions: readonly (readonly [number, number, number, number, number, boolean, number?])[] = [
  [1, 1, 1, 1, 4, true],
  [1, 7, 3, 3, 8, true],
  [1, 33, 9, 3, 64, true], // SmolLM2
  [1, 9, 5, 1, 12, true], // one key/value head, a group that fills no four
  [1, 40, 8, 2, 16, true, 16],
  [1, 5, 4, 2, 16, true, 16],
  [1, 2049, 6, 2, 64, true],
  [2, 2, 2, 1, 20, true],
  [3, 17, 4, 4, 8, true],
  [5, 5, 9, 3, 64, true],
  [5, 21, 6, 2, 36, true, 4],
  [17, 17, 3, 1, 32, true, 1],
  [17, 17, 12, 12, 32, false], // E5
  [3, 3, 2, 2, 4, false],
  [17, 520, 4, 2, 32, true],
];

const attending: OpsCase[] = attentions.flatMap(([T, S, heads, kvHeads, headDim, causal, window]) => {
  const shape: AttentionShape = {
    heads,
    kvHeads,
    headDim,
    scale: 1 / Math.sqrt(headDim),
    causal,
    ...(window !== undefined && { window }),
  };
  const sizes = { ...shape, T, S };
  const [q, k, v] = [numbers(T * heads * headDim), numbers(S * kvHeads * headDim), numbers(S * kvHeads * headDim)];
  const pattern = Float32Array.from(numbers(heads * T * S, 1), (value) => Math.max(0, value)); // with zeros in it
  const named = `${T} queries, ${S} keys, ${heads}/${kvHeads} heads of ${headDim}${causal ? "" : ", seeing all"}${window ? `, window ${window}` : ""}`;
  const width = kvHeads * headDim;
  const query = (b: Backend): Tensor => b.write(q, [T, heads * headDim]);
  return [
    {
      name: `attention: ${named}`,
      run: (b) => b.attention(query(b), { k: b.write(k, [S, width]), v: b.write(v, [S, width]) }, shape),
      expected: () => float64.attention(q, k, v, sizes),
    },
    {
      name: `scores: ${named}`,
      run: (b) => b.scores(query(b), b.write(k, [S, width]), shape),
      expected: () => float64.scores(q, k, sizes),
    },
    {
      name: `mix: ${named}`,
      run: (b) => b.mix(b.write(pattern, [heads, T, S]), b.write(v, [S, width]), shape),
      expected: () => float64.mix(pattern, v, sizes),
    },
  ];
});

const storing: OpsCase[] = tokenCounts.map((T) => {
  const [first, next] = [numbers(T * 7), numbers(2 * 7)];
  return {
    name: `store: ${T} rows, then 2 over the last of them`,
    run: (b) => {
      const room = b.allocate([T + 5, 7]);
      b.store(room, 0, b.write(first, [T, 7]));
      return b.store(room, T - 1, b.write(next, [2, 7]));
    },
    expected: () => float64.each(Float32Array.of(...first.subarray(0, (T - 1) * 7), ...next), (value) => value, 0),
  };
});

export const opsCases: readonly OpsCase[] = [
  ...products,
  ...tables,
  ...vectors,
  ...elementwise,
  ...turns,
  ...attending,
  ...storing,
];
