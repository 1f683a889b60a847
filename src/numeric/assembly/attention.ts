// softmax(scale · QKᵀ + mask) V for up to four queries that share one key/value head: four tokens of one head
// (prefill), or heads of one group (decoding). Keys and values are [S, G·D]; D is a multiple of 4.
import { exp4, fma, max4, sum4 } from "./simd";

/** Rows past the last query repeat it, so that the inner loops need no branches. */
// @ts-ignore: decorator
@inline
function clamp(i: i32, count: i32): usize {
  return <usize>min(i, count - 1);
}

/**
 * @param q, out        first query and its output; the next ones stand `stride` bytes further on
 * @param count         1 … 4
 * @param first, limit  query i sees the keys first + i·step … limit + i·step − 1 (not below 0)
 * @param step          1 for tokens in a row, 0 for heads of one token
 * @param keyStride     bytes from a key to the next
 * @param room          scratch for 4 · (limit + 3 · step) float32
 */
export function attend4(
  q: usize, out: usize, stride: usize, count: i32, k: usize, v: usize, keyStride: usize, dim: i32, scale: f32,
  first: i32, limit: i32, step: i32, room: usize,
): void {
  const q0 = q, q1 = q + clamp(1, count) * stride, q2 = q + clamp(2, count) * stride, q3 = q + clamp(3, count) * stride;
  const last = limit + (count - 1) * step;
  const begin = max(0, first);
  const line = <usize>last * 4;
  const bytes = <usize>dim * 4;
  const r0 = room, r1 = room + line, r2 = r1 + line, r3 = r2 + line;

  // scores
  let key = k + <usize>begin * keyStride;
  for (let s = begin; s < last; s++) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (let d: usize = 0; d < bytes; d += 16) {
      const x = v128.load(key + d);
      a0 = fma(x, v128.load(q0 + d), a0);
      a1 = fma(x, v128.load(q1 + d), a1);
      a2 = fma(x, v128.load(q2 + d), a2);
      a3 = fma(x, v128.load(q3 + d), a3);
    }
    const at = <usize>s * 4;
    store<f32>(r0 + at, sum4(a0) * scale);
    store<f32>(r1 + at, sum4(a1) * scale);
    store<f32>(r2 + at, sum4(a2) * scale);
    store<f32>(r3 + at, sum4(a3) * scale);
    key += keyStride;
  }

  // softmax, each query over the keys it sees; the others weigh nothing
  for (let i = 0; i < 4; i++) {
    const row = room + <usize>i * line;
    const own = <i32>clamp(i, count) * step;
    softmaxRow(row, begin, last, max(0, first + own), min(last, limit + own));
  }

  // weighted values, 16 numbers of the head at a time
  let d: usize = 0;
  const o0 = out, o1 = out + clamp(1, count) * stride, o2 = out + clamp(2, count) * stride, o3 = out + clamp(3, count) * stride;
  for (; d + 32 <= bytes; d += 32) {
    let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let value = v + <usize>begin * keyStride + d;
    for (let s = begin; s < last; s++) {
      const x = v128.load(value), y = v128.load(value, 16);
      const at = <usize>s * 4;
      let p = v128.load32_splat(r0 + at);
      a0 = fma(x, p, a0);
      b0 = fma(y, p, b0);
      p = v128.load32_splat(r1 + at);
      a1 = fma(x, p, a1);
      b1 = fma(y, p, b1);
      p = v128.load32_splat(r2 + at);
      a2 = fma(x, p, a2);
      b2 = fma(y, p, b2);
      p = v128.load32_splat(r3 + at);
      a3 = fma(x, p, a3);
      b3 = fma(y, p, b3);
      value += keyStride;
    }
    v128.store(o0 + d, a0);
    v128.store(o0 + d, b0, 16);
    v128.store(o1 + d, a1);
    v128.store(o1 + d, b1, 16);
    v128.store(o2 + d, a2);
    v128.store(o2 + d, b2, 16);
    v128.store(o3 + d, a3);
    v128.store(o3 + d, b3, 16);
  }
  for (; d < bytes; d += 16) {
    for (let i = 0; i < count; i++) {
      let a = f32x4.splat(0);
      const row = room + <usize>i * line;
      for (let s = begin; s < last; s++) {
        a = fma(v128.load(v + <usize>s * keyStride + d), v128.load32_splat(row + <usize>s * 4), a);
      }
      v128.store(out + <usize>i * stride + d, a);
    }
  }
}

/** In place: softmax over [from, to), zero elsewhere in [begin, end). */
function softmaxRow(row: usize, begin: i32, end: i32, from: i32, to: i32): void {
  let most: f32 = -Infinity;
  for (let s = from; s < to; s++) most = max(most, load<f32>(row + <usize>s * 4));
  for (let s = begin; s < from; s++) store<f32>(row + <usize>s * 4, 0);
  for (let s = to; s < end; s++) store<f32>(row + <usize>s * 4, 0);
  const total = exponentials(row + <usize>from * 4, to - from, most);
  const factor = f32x4.splat(1 / total);
  let s = from;
  for (; s + 4 <= to; s += 4) v128.store(row + <usize>s * 4, f32x4.mul(v128.load(row + <usize>s * 4), factor));
  for (; s < to; s++) store<f32>(row + <usize>s * 4, load<f32>(row + <usize>s * 4) / total);
}

/** x ← exp(x − most), n numbers in place; returns their sum. −∞ becomes 0. */
export function exponentials(x: usize, n: i32, most: f32): f32 {
  const shift = f32x4.splat(most);
  let total = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = x + <usize>i * 4;
    const given = v128.load(at);
    const e = v128.and(exp4(f32x4.sub(given, shift)), f32x4.gt(given, f32x4.splat(-3.0e38)));
    v128.store(at, e);
    total = f32x4.add(total, e);
  }
  let sum = sum4(total);
  for (; i < n; i++) {
    const at = x + <usize>i * 4;
    const given = load<f32>(at);
    const e = given > -3.0e38 ? f32x4.extract_lane(exp4(f32x4.splat(given - most)), 0) : 0;
    store<f32>(at, e);
    sum += e;
  }
  return sum;
}

/** Softmax of a whole row of n numbers, out of place. */
export function softmax(x: usize, out: usize, n: i32): void {
  let most = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= n; i += 4) most = f32x4.max(most, v128.load(x + <usize>i * 4));
  let top = max4(most);
  for (; i < n; i++) top = max(top, load<f32>(x + <usize>i * 4));
  memory.copy(out, x, <usize>n * 4);
  const total = exponentials(out, n, top);
  for (i = 0; i < n; i++) store<f32>(out + <usize>i * 4, load<f32>(out + <usize>i * 4) / total);
}

/** One row of scores: scale · q · kₛ, −∞ for what the query does not see. */
export function scoresRow(q: usize, k: usize, keyStride: usize, dim: i32, scale: f32, from: i32, to: i32, keys: i32, out: usize): void {
  for (let s = 0; s < keys; s++) {
    if (s < from || s >= to) {
      store<f32>(out + <usize>s * 4, -Infinity);
      continue;
    }
    let a = f32x4.splat(0);
    const key = k + <usize>s * keyStride;
    for (let d: usize = 0; d < <usize>dim * 4; d += 16) a = fma(v128.load(key + d), v128.load(q + d), a);
    store<f32>(out + <usize>s * 4, sum4(a) * scale);
  }
}

/** One query's output: Σ pₛ vₛ. */
export function mixRow(pattern: usize, v: usize, keyStride: usize, dim: i32, keys: i32, out: usize): void {
  for (let d: usize = 0; d < <usize>dim * 4; d += 16) {
    let a = f32x4.splat(0);
    for (let s = 0; s < keys; s++) {
      a = fma(v128.load(v + <usize>s * keyStride + d), v128.load32_splat(pattern + <usize>s * 4), a);
    }
    v128.store(out + d, a);
  }
}
