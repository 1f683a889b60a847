/**
 * Each operation as a plain loop: slow, and what the fast kernels are tested against. Read it to see what an operation
 * does; every function follows the formula in `numeric/ops.ts`.
 */
import { assert } from "#base/assert.ts";
import { erf } from "#numeric/erf.ts";
import type { AttentionShape, Backend, Rope } from "#numeric/ops.ts";
import { mix, scores, softmax } from "#numeric/plain/attention.ts";
import { columns, ofStored, ofValues, rowCount, rowOf, valuesOf } from "#numeric/plain/tensor.ts";
import { codecs } from "#numeric/quants/index.ts";
import type { Tensor } from "#numeric/tensor.ts";

/** Opens the plain backend. It keeps weights as stored and unpacks them row by row. */
export function openPlainBackend(): Backend {
  let held = 0;
  const each = (x: Tensor, f: (value: number) => number): Tensor => ofValues(valuesOf(x).map(f), x.shape);
  const pairwise = (a: Tensor, b: Tensor, f: (a: number, b: number) => number): Tensor => {
    const [left, right] = [valuesOf(a), valuesOf(b)];
    return ofValues(
      left.map((value, i) => f(value, right[i % right.length] as number)),
      a.shape,
    );
  };
  const sizes = (q: Tensor, k: Tensor, shape: AttentionShape): AttentionShape & { T: number; S: number } => ({
    ...shape,
    T: rowCount(q),
    S: rowCount(k),
  });

  return {
    name: "plain",
    async load({ type, shape, bytes, readInto }) {
      const stored = new Uint8Array(bytes);
      await readInto(stored, 0);
      held += bytes;
      if (type === "F32") return ofValues(new Float32Array(stored.buffer), shape);
      if (shape.length > 1) return ofStored(type, stored, shape);
      const vector = new Float32Array(shape[0] ?? 1); // gains and biases, which every operation reads as float32
      codecs[type].unpack(stored, vector);
      return ofValues(vector, shape);
    },
    constant: (values, shape) => ofValues(values.slice(), shape),
    write: (values, shape) => ofValues(values.slice(), shape),
    allocate: (shape) => ofValues(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape),
    free: () => {},
    read: valuesOf,
    flush: () => {},
    mark: () => 0,
    release: (_mark, keep) => keep,
    bytes: () => held,
    close: () => {},

    rows(table, ids) {
      const width = columns(table);
      const out = new Float32Array(ids.length * width);
      const row = new Float32Array(width);
      ids.forEach((id, t) => {
        out.set(rowOf(table, id, row), t * width);
      });
      return ofValues(out, [ids.length, width]);
    },
    matmul(x, w, bias) {
      const [T, inner, outer] = [rowCount(x), columns(x), rowCount(w)];
      assert(inner === columns(w), `${x.shape.join("×")} times the transpose of ${w.shape.join("×")}`);
      const values = valuesOf(x);
      const out = new Float32Array(T * outer);
      const unpacked = new Float32Array(inner);
      for (let o = 0; o < outer; o++) {
        const row = rowOf(w, o, unpacked);
        for (let t = 0; t < T; t++) {
          let sum = bias ? (valuesOf(bias)[o] as number) : 0;
          for (let i = 0; i < inner; i++) sum += (values[t * inner + i] as number) * (row[i] as number);
          out[t * outer + o] = sum;
        }
      }
      return ofValues(out, [T, outer]);
    },
    add: (a, b) => pairwise(a, b, (x, y) => x + y),
    multiply: (a, b) => pairwise(a, b, (x, y) => x * y),
    scale: (x, factor) => each(x, (value) => value * factor),
    silu: (x) => each(x, (value) => value / (1 + Math.exp(-value))),
    gelu: (x) => each(x, (value) => 0.5 * value * (1 + erf(value / Math.SQRT2))),
    rmsNorm(x, gain, epsilon) {
      const [width, values, gains] = [columns(x), valuesOf(x), valuesOf(gain)];
      const out = new Float32Array(values.length);
      for (let row = 0; row < values.length; row += width) {
        let squares = 0;
        for (let i = 0; i < width; i++) squares += (values[row + i] as number) ** 2;
        const factor = 1 / Math.sqrt(squares / width + epsilon);
        for (let i = 0; i < width; i++) out[row + i] = (values[row + i] as number) * factor * (gains[i] as number);
      }
      return ofValues(out, x.shape);
    },
    layerNorm(x, gain, bias, epsilon) {
      const [width, values, gains, biases] = [columns(x), valuesOf(x), valuesOf(gain), valuesOf(bias)];
      const out = new Float32Array(values.length);
      for (let row = 0; row < values.length; row += width) {
        let sum = 0;
        for (let i = 0; i < width; i++) sum += values[row + i] as number;
        const mean = sum / width;
        let squares = 0;
        for (let i = 0; i < width; i++) squares += ((values[row + i] as number) - mean) ** 2;
        const factor = 1 / Math.sqrt(squares / width + epsilon);
        for (let i = 0; i < width; i++)
          out[row + i] = ((values[row + i] as number) - mean) * factor * (gains[i] as number) + (biases[i] as number);
      }
      return ofValues(out, x.shape);
    },
    rope: (x, positions, rope) => ofValues(turn(valuesOf(x), columns(x), positions, rope), x.shape),
    slice(x, from, to) {
      const width = columns(x);
      return ofValues(valuesOf(x).slice(from * width, to * width), [to - from, width]);
    },
    store(into, position, x) {
      const width = columns(into);
      valuesOf(into).set(valuesOf(x), position * width);
      const end = position + rowCount(x);
      return ofValues(valuesOf(into).subarray(0, end * width), [end, width]);
    },
    attention(q, { k, v }, shape) {
      const all = sizes(q, k, shape);
      const pattern = softmax(scores(valuesOf(q), valuesOf(k), all), all.S);
      return ofValues(mix(pattern, valuesOf(v), all), q.shape);
    },
    scores(q, k, shape) {
      const all = sizes(q, k, shape);
      return ofValues(scores(valuesOf(q), valuesOf(k), all), [shape.heads, all.T, all.S]);
    },
    softmax: (x) => ofValues(softmax(valuesOf(x), columns(x)), x.shape),
    mix(pattern, v, shape) {
      const [, T = 0, S = 0] = pattern.shape;
      return ofValues(mix(valuesOf(pattern), valuesOf(v), { ...shape, T, S }), [T, shape.heads * shape.headDim]);
    },
  };
}

/** Turns the pair i of every head by the angle position · base^(−2i/D). Su et al., “RoFormer”, arXiv:2104.09864, §3.4.2. */
function turn(
  x: Float32Array,
  width: number,
  positions: Int32Array,
  { headDim, base, pairs, factors }: Rope,
): Float32Array {
  const out = new Float32Array(x.length);
  const half = headDim / 2;
  for (let start = 0; start < x.length; start += headDim) {
    const position = positions[Math.floor(start / width)] as number;
    for (let i = 0; i < half; i++) {
      const angle = (position * base ** ((-2 * i) / headDim)) / (factors ? (factors[i] as number) : 1);
      const [a, b] = pairs === "halves" ? [start + i, start + i + half] : [start + 2 * i, start + 2 * i + 1];
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      out[a] = (x[a] as number) * cos - (x[b] as number) * sin;
      out[b] = (x[a] as number) * sin + (x[b] as number) * cos;
    }
  }
  return out;
}
