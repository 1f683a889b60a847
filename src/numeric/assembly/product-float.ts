// y [T, rows] += x [T, k] · panelsᵀ in float32: for weights in floats, and, panel by panel unpacked, for exact products
// with quantised ones.

import { BF16, F16, F32, Q4, Q8 } from "./rows";
import { fma, halves4 } from "./simd";

/** Eight numbers of a float panel: rows 0–3. */
// @ts-ignore: decorator
@inline
function low(kind: i32, p: usize): v128 {
  if (kind == F32) return v128.load(p);
  if (kind == F16) return halves4(p);
  return i32x4.shl(v128.load16x4_u(p), 16);
}
/** Rows 4–7. */
// @ts-ignore: decorator
@inline
function high(kind: i32, p: usize): v128 {
  if (kind == F32) return v128.load(p, 16);
  if (kind == F16) return halves4(p + 8);
  return i32x4.shl(v128.load16x4_u(p, 8), 16);
}

/** Adds to y[t][0…7], for tokens in tiles of four, the product of `columns` columns of one panel. `kind` is constant in each copy. */
// @ts-ignore: decorator
@inline
function panel(kind: i32, p: usize, columns: i32, x: usize, xStride: usize, y: usize, tokens: i32): void {
  const step: usize = kind == F32 ? 32 : 16;
  let t = 0;
  for (; t + 4 <= tokens; t += 4) {
    let a0 = v128.load(y), b0 = v128.load(y, 16), a1 = v128.load(y, 32), b1 = v128.load(y, 48);
    let a2 = v128.load(y, 64), b2 = v128.load(y, 80), a3 = v128.load(y, 96), b3 = v128.load(y, 112);
    let w = p, x0 = x, x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride;
    for (let c = 0; c < columns; c++) {
      const l = low(kind, w), h = high(kind, w);
      let s = v128.load32_splat(x0);
      a0 = fma(l, s, a0);
      b0 = fma(h, s, b0);
      s = v128.load32_splat(x1);
      a1 = fma(l, s, a1);
      b1 = fma(h, s, b1);
      s = v128.load32_splat(x2);
      a2 = fma(l, s, a2);
      b2 = fma(h, s, b2);
      s = v128.load32_splat(x3);
      a3 = fma(l, s, a3);
      b3 = fma(h, s, b3);
      w += step;
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
    }
    v128.store(y, a0);
    v128.store(y, b0, 16);
    v128.store(y, a1, 32);
    v128.store(y, b1, 48);
    v128.store(y, a2, 64);
    v128.store(y, b2, 80);
    v128.store(y, a3, 96);
    v128.store(y, b3, 112);
    y += 128;
    x += xStride * 4;
  }
  for (; t < tokens; t++) {
    let a = v128.load(y), b = v128.load(y, 16), c2 = f32x4.splat(0), d2 = f32x4.splat(0);
    let w = p, xt = x;
    let c = 0;
    for (; c + 2 <= columns; c += 2) {
      let s = v128.load32_splat(xt);
      a = fma(low(kind, w), s, a);
      b = fma(high(kind, w), s, b);
      s = v128.load32_splat(xt, 4);
      c2 = fma(low(kind, w + step), s, c2);
      d2 = fma(high(kind, w + step), s, d2);
      w += step * 2;
      xt += 8;
    }
    if (c < columns) {
      const s = v128.load32_splat(xt);
      a = fma(low(kind, w), s, a);
      b = fma(high(kind, w), s, b);
    }
    v128.store(y, f32x4.add(a, c2));
    v128.store(y, f32x4.add(b, d2), 16);
    y += 32;
    x += xStride;
  }
}

/** 8 rows × 32 columns of a 4-bit panel → float32, column by column. */
function unpackPanel4(p: usize, to: usize): void {
  const d0 = v128.load(p, 128), d1 = v128.load(p, 144), m0 = v128.load(p, 160), m1 = v128.load(p, 176);
  const mask = i32x4.splat(15);
  for (let v: usize = 0; v < 4; v++) {
    let u0 = v128.load(p + v * 32), u1 = v128.load(p + v * 32, 16);
    for (let j: usize = 0; j < 4; j++) {
      const at = to + (v * 8 + j) * 32;
      v128.store(at, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(v128.and(u0, mask)), d0), m0));
      v128.store(at, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(v128.and(u1, mask)), d1), m1), 16);
      u0 = i32x4.shr_u(u0, 4);
      u1 = i32x4.shr_u(u1, 4);
      v128.store(at, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(v128.and(u0, mask)), d0), m0), 128);
      v128.store(at, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(v128.and(u1, mask)), d1), m1), 144);
      u0 = i32x4.shr_u(u0, 4);
      u1 = i32x4.shr_u(u1, 4);
    }
  }
}

/** 8 rows × 32 columns of an 8-bit panel → float32, column by column. */
function unpackPanel8(p: usize, to: usize): void {
  for (let c: usize = 0; c < 32; c++) {
    for (let r: usize = 0; r < 8; r++) {
      store<f32>(to + (c * 8 + r) * 4, load<f32>(p + 256 + r * 4) * <f32>load<i8>(p + (c >> 1) * 16 + r * 2 + (c & 1)));
    }
  }
}

/**
 * The rows of panels `from` … `to` − 1 of y = x · Wᵀ + bias.
 * @param room this thread's scratch: 1 kB for a panel, then 32 bytes for each token
 */
export function productFloat(
  kind: i32, w: usize, x: usize, tokens: i32, k: i32, y: usize, rows: i32, bias: usize, from: i32, to: i32, room: usize,
): void {
  const sums = room + 1024;
  const stride = <usize>k * 4;
  for (let g = from; g < to; g++) {
    for (let t: usize = 0; t < <usize>tokens; t++) {
      v128.store(sums + t * 32, f32x4.splat(0));
      v128.store(sums + t * 32, f32x4.splat(0), 16);
    }
    if (kind == F32) panel(F32, w + <usize>g * k * 32, k, x, stride, sums, tokens);
    else if (kind == F16) panel(F16, w + <usize>g * k * 16, k, x, stride, sums, tokens);
    else if (kind == BF16) panel(BF16, w + <usize>g * k * 16, k, x, stride, sums, tokens);
    else {
      const blocks = k >> 5;
      for (let b = 0; b < blocks; b++) {
        if (kind == Q4) unpackPanel4(w + (<usize>g * blocks + b) * 192, room);
        else unpackPanel8(w + (<usize>g * blocks + b) * 288, room);
        panel(F32, room, 32, x + <usize>b * 128, stride, sums, tokens);
      }
    }
    for (let t = 0; t < tokens; t++) {
      storeRows(y + (<usize>t * rows + g * 8) * 4, v128.load(sums + t * 32), v128.load(sums + t * 32, 16), bias, g * 8, rows);
    }
  }
}

/** Writes 8 sums, or as many as the matrix still has rows, with the bias added. */
// @ts-ignore: decorator
@inline
export function storeRows(y: usize, low: v128, high: v128, bias: usize, row: i32, rows: i32): void {
  if (row + 8 <= rows) {
    if (bias) {
      low = f32x4.add(low, v128.load(bias + row * 4));
      high = f32x4.add(high, v128.load(bias + row * 4, 16));
    }
    v128.store(y, low);
    v128.store(y, high, 16);
  } else storeLast(y, low, high, bias, row, rows);
}

function storeLast(y: usize, low: v128, high: v128, bias: usize, row: i32, rows: i32): void {
  for (let r = 0; row + r < rows; r++) {
    store<f32>(y + r * 4, f32x4.extract_lane(low, 0) + (bias ? load<f32>(bias + (row + r) * 4) : 0));
    // bring the next lane to the front
    low = i8x16.shuffle(low, high, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    high = i8x16.shuffle(high, high, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
  }
}
