/**
 * The operations of `ops.ts` once more, in float64 and straight from their formulas, each with the error that float32
 * may make. Rounding errors of n additions are independent and grow like √n: eight standard deviations of that are
 * allowed, times the sum of what is added in absolute value. A wrong kernel is wrong by a million times more.
 */
import type { AttentionShape, Rope } from "#numeric/ops.ts";

/** What an operation comes to, and by how much each number may differ from it. */
export interface Expected {
  readonly values: Float64Array;
  readonly bounds: Float64Array;
}

export interface Sizes extends AttentionShape {
  readonly T: number;
  readonly S: number;
}

const ulp = 2 ** -24;
const rounding = (additions: number): number => 8 * Math.sqrt(additions) * ulp;

/** f(x) number by number; `relative` and `absolute` are the errors that the kernel's approximation states. */
export function each(x: Float32Array, f: (value: number) => number, relative: number, absolute = 0): Expected {
  const values = Float64Array.from(x, f);
  return { values, bounds: values.map((value) => Math.abs(value) * relative + absolute) };
}

/** f(aᵢ, bᵢ), b repeated if it is shorter: one rounding. */
export function pairwise(a: Float32Array, b: Float32Array, f: (a: number, b: number) => number): Expected {
  const values = Float64Array.from(a, (value, i) => f(value, b[i % b.length]!));
  return { values, bounds: values.map((value) => Math.abs(value) * ulp) };
}

/**
 * x [T, inner] · wᵀ [outer, inner] + bias.
 * @param levels by how many steps the largest activation of a block of 32 is told (0: activations stay float32): then
 * each is off by up to half a step
 */
export function product(
  x: Float32Array,
  w: Float32Array,
  bias: Float32Array | undefined,
  [T, inner, outer]: readonly [number, number, number],
  levels: number,
): Expected {
  const values = new Float64Array(T * outer);
  const bounds = new Float64Array(T * outer);
  for (let t = 0; t < T; t++) {
    const step = halfSteps(x.subarray(t * inner, (t + 1) * inner), levels);
    for (let o = 0; o < outer; o++) {
      let [sum, size, coarse] = [bias?.[o] ?? 0, Math.abs(bias?.[o] ?? 0), 0];
      for (let i = 0; i < inner; i++) {
        const [a, b] = [x[t * inner + i]!, w[o * inner + i]!];
        sum += a * b;
        size += Math.abs(a * b);
        coarse += step[i >> 5]! * Math.abs(b);
      }
      values[t * outer + o] = sum;
      bounds[t * outer + o] = size * rounding(inner + 2) + coarse * 1.001;
    }
  }
  return { values, bounds };
}

function halfSteps(x: Float32Array, levels: number): number[] {
  return Array.from({ length: Math.ceil(x.length / 32) }, (_, block) => {
    const largest = x.subarray(block * 32, block * 32 + 32).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return levels === 0 ? 0 : largest / levels / 2;
  });
}

/** Rows of x through `one`, which returns a row's values; their error is `relative` to the row's largest number. */
function rowwise(x: Float32Array, width: number, one: (row: Float64Array) => Float64Array, relative: number): Expected {
  const values = new Float64Array(x.length);
  const bounds = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += width) {
    const out = one(Float64Array.from(x.subarray(at, at + width)));
    values.set(out, at);
    const most = out.reduce((a, value) => Math.max(a, Math.abs(value)), 0);
    bounds.fill(most * relative, at, at + width);
  }
  return { values, bounds };
}

export function rmsNorm(x: Float32Array, gain: Float32Array, epsilon: number): Expected {
  const normed = (row: Float64Array): Float64Array => {
    const factor = 1 / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length + epsilon);
    return row.map((value, i) => value * factor * gain[i]!);
  };
  return rowwise(x, gain.length, normed, rounding(gain.length + 8));
}

export function layerNorm(x: Float32Array, gain: Float32Array, bias: Float32Array, epsilon: number): Expected {
  const normed = (row: Float64Array): Float64Array => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const factor = 1 / Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length + epsilon);
    return row.map((value, i) => (value - mean) * factor * gain[i]! + bias[i]!);
  };
  return rowwise(x, gain.length, normed, rounding(gain.length + 16));
}

export function softmax(x: Float32Array, width: number): Expected {
  return rowwise(x, width, softmaxRow, rounding(width + 16));
}

function softmaxRow(row: Float64Array): Float64Array {
  const most = row.reduce((a, value) => Math.max(a, value), Number.NEGATIVE_INFINITY);
  const powers = row.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, value) => a + value, 0);
  return powers.map((value) => value / sum);
}

export function rope(x: Float32Array, width: number, positions: Int32Array, how: Rope): Expected {
  const values = new Float64Array(x.length);
  const bounds = new Float64Array(x.length);
  const half = how.headDim / 2;
  for (let head = 0; head < x.length; head += how.headDim) {
    for (let i = 0; i < half; i++) {
      const angle = (positions[Math.floor(head / width)]! * how.base ** (-i / half)) / (how.factors?.[i] ?? 1);
      const [a, b] = how.pairs === "halves" ? [head + i, head + i + half] : [head + 2 * i, head + 2 * i + 1];
      // one number of the complex plane, turned
      values[a] = x[a]! * Math.cos(angle) - x[b]! * Math.sin(angle);
      values[b] = x[a]! * Math.sin(angle) + x[b]! * Math.cos(angle);
      // the angle itself carries float64's error, which grows with the position
      bounds[a] = bounds[b] = (Math.abs(x[a]!) + Math.abs(x[b]!)) * (4 * ulp + Math.abs(angle) * 2 ** -48);
    }
  }
  return { values, bounds };
}

const isSeen = ({ T, S, causal, window = S + T }: Sizes, t: number, s: number): boolean => {
  const age = S - T + t - s; // 0: the query itself; below: what comes after it
  return (age >= 0 || !causal) && age < window;
};

export function scores(q: Float32Array, k: Float32Array, sizes: Sizes): Expected {
  const { T, S, heads, kvHeads, headDim, scale } = sizes;
  const values = new Float64Array(heads * T * S).fill(Number.NEGATIVE_INFINITY);
  const bounds = new Float64Array(values.length);
  for (let h = 0; h < heads; h++) {
    const g = Math.floor(h / (heads / kvHeads));
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++) {
        if (!isSeen(sizes, t, s)) continue;
        let [sum, size] = [0, 0];
        for (let d = 0; d < headDim; d++) {
          const term = q[(t * heads + h) * headDim + d]! * k[(s * kvHeads + g) * headDim + d]!;
          sum += term;
          size += Math.abs(term);
        }
        values[(h * T + t) * S + s] = scale * sum;
        bounds[(h * T + t) * S + s] = scale * size * rounding(headDim + 2);
      }
    }
  }
  return { values, bounds };
}

/** pattern · V; `loose` is how far, relatively, the pattern itself may be off. */
export function mix(pattern: ArrayLike<number>, v: Float32Array, sizes: Sizes, loose = 0): Expected {
  const { T, S, heads, kvHeads, headDim } = sizes;
  const values = new Float64Array(T * heads * headDim);
  const bounds = new Float64Array(values.length);
  for (let h = 0; h < heads; h++) {
    const g = Math.floor(h / (heads / kvHeads));
    for (let t = 0; t < T; t++) {
      for (let d = 0; d < headDim; d++) {
        let [sum, size] = [0, 0];
        for (let s = 0; s < S; s++) {
          const term = pattern[(h * T + t) * S + s]! * v[(s * kvHeads + g) * headDim + d]!;
          sum += term;
          size += Math.abs(term);
        }
        values[(t * heads + h) * headDim + d] = sum;
        bounds[(t * heads + h) * headDim + d] = size * (rounding(S + 2) + loose);
      }
    }
  }
  return { values, bounds };
}

/** softmax(scale · QKᵀ + mask) V. A score that is off by δ makes its weight off by δ, relatively, and the sum as well. */
export function attention(q: Float32Array, k: Float32Array, v: Float32Array, sizes: Sizes): Expected {
  const { values, bounds } = scores(q, k, sizes);
  const pattern = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += sizes.S) pattern.set(softmaxRow(values.subarray(at, at + sizes.S)), at);
  const delta = bounds.reduce((a, value) => Math.max(a, value), 0);
  return mix(pattern, v, sizes, 2 * delta + rounding(sizes.S + 16));
}

/** Φ(x), by the series of erf whose terms are all positive, or by the continued fraction of its tail. */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  let tail: number; // 1 − erf(z)
  if (z < 3) {
    let [term, sum] = [z, z];
    for (let n = 1; term > sum * 1e-18; n++) sum += term *= (2 * z * z) / (2 * n + 1);
    tail = 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
  } else {
    let fraction = z;
    for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction;
    tail = Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
  }
  return x > 0 ? 1 - tail / 2 : tail / 2;
}
