// y = x · Wᵀ with 4-bit weights (0 … 15, scale d, minimum m) and int8 activations q (scale s, s · Σ q):
//   Σ_blocks  d · s · Σ w q  +  m · s · Σ q.
// The weight is the 7-bit operand of relaxed SIMD's dot; eight dots of a block stay within 16 bits (≤ 30,480), which
// are widened once a block. i32x4.relaxed_dot_i8x16_i7x16_add_s is not used: Node 20 compiles it wrongly when cold.

import { storeRows } from "./product-float";
import { fma } from "./simd";

/** 16 products in pairs → 8 lanes of 16 bits: lanes 2r and 2r + 1 belong to row r. */
// @ts-ignore: decorator
@inline
function dot(q: v128, w: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i16x8.relaxed_dot_i8x16_i7x16_s(q, w);
  const lo = i16x8.extmul_low_i8x16_s(q, w);
  const hi = i16x8.extmul_high_i8x16_s(q, w);
  // neighbours are added: even lanes of (lo, hi) plus odd lanes of (lo, hi)
  return i16x8.add(
    i8x16.shuffle(lo, hi, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29),
    i8x16.shuffle(lo, hi, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31),
  );
}

// @ts-ignore: decorator
@inline
function mask(u: v128): v128 {
  return v128.and(u, i8x16.splat(15));
}

// @ts-ignore: decorator
@inline
function top(u: v128): v128 {
  return v128.and(i16x8.shr_u(u, 4), i8x16.splat(15));
}

/** One token: panels `from` … `to` − 1. */
export function productQ4(
  w: usize, q: usize, scale: usize, sum: usize, k: i32, y: usize, rows: i32, bias: usize, from: i32, to: i32,
): void {
  const blocks = k >> 5;
  let p = w + <usize>from * blocks * 192;
  for (let g = from; g < to; g++) {
    let f0 = f32x4.splat(0), f1 = f32x4.splat(0);
    let qa = q, sa = scale, ma = sum;
    for (let b = 0; b < blocks; b++) {
      let u = v128.load(p), t = v128.load(p, 16), x0 = v128.load32_splat(qa), x1 = v128.load32_splat(qa, 4);
      let a0 = i16x8.add(dot(x0, mask(u)), dot(x1, top(u)));
      let a1 = i16x8.add(dot(x0, mask(t)), dot(x1, top(t)));
      u = v128.load(p, 32);
      t = v128.load(p, 48);
      x0 = v128.load32_splat(qa, 8);
      x1 = v128.load32_splat(qa, 12);
      a0 = i16x8.add(a0, i16x8.add(dot(x0, mask(u)), dot(x1, top(u))));
      a1 = i16x8.add(a1, i16x8.add(dot(x0, mask(t)), dot(x1, top(t))));
      u = v128.load(p, 64);
      t = v128.load(p, 80);
      x0 = v128.load32_splat(qa, 16);
      x1 = v128.load32_splat(qa, 20);
      a0 = i16x8.add(a0, i16x8.add(dot(x0, mask(u)), dot(x1, top(u))));
      a1 = i16x8.add(a1, i16x8.add(dot(x0, mask(t)), dot(x1, top(t))));
      u = v128.load(p, 96);
      t = v128.load(p, 112);
      x0 = v128.load32_splat(qa, 24);
      x1 = v128.load32_splat(qa, 28);
      a0 = i16x8.add(a0, i16x8.add(dot(x0, mask(u)), dot(x1, top(u))));
      a1 = i16x8.add(a1, i16x8.add(dot(x0, mask(t)), dot(x1, top(t))));
      const s = v128.load32_splat(sa), m = v128.load32_splat(ma);
      f0 = fma(f32x4.convert_i32x4_s(i32x4.extadd_pairwise_i16x8_s(a0)), f32x4.mul(v128.load(p, 128), s), f0);
      f1 = fma(f32x4.convert_i32x4_s(i32x4.extadd_pairwise_i16x8_s(a1)), f32x4.mul(v128.load(p, 144), s), f1);
      f0 = fma(v128.load(p, 160), m, f0);
      f1 = fma(v128.load(p, 176), m, f1);
      p += 192;
      qa += 32;
      sa += 4;
      ma += 4;
    }
    storeRows(y + <usize>g * 32, f0, f1, bias, g * 8, rows);
  }
}

/** Adds to (a, c) two dots of one token: the columns 8v … 8v + 7 of rows 0–3 (u) and 4–7 (t). */
// @ts-ignore: decorator
@inline
function two(x: usize, at: usize, low: v128, high: v128): v128 {
  return i16x8.add(dot(v128.load32_splat(x + at), low), dot(v128.load32_splat(x + at + 4), high));
}

/** Four tokens at once: a panel's nibbles are unpacked once for all four. Token i at q + i·k, scale + i·blocks·4. */
export function productQ4x4(
  w: usize, q: usize, scale: usize, sum: usize, k: i32, y: usize, rows: i32, bias: usize, g: i32,
): void {
  const blocks = k >> 5;
  const sb = <usize>blocks * 4;
  let p = w + <usize>g * blocks * 192;
  let f0 = f32x4.splat(0), g0 = f0, f1 = f0, g1 = f0, f2 = f0, g2 = f0, f3 = f0, g3 = f0;
  let x0 = q, x1 = q + k, x2 = x1 + k, x3 = x2 + k;
  for (let b = 0; b < blocks; b++) {
    // rows 0–3
    let u = v128.load(p), l = mask(u), h = top(u);
    let a0 = two(x0, 0, l, h), a1 = two(x1, 0, l, h), a2 = two(x2, 0, l, h), a3 = two(x3, 0, l, h);
    u = v128.load(p, 32);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 8, l, h));
    a1 = i16x8.add(a1, two(x1, 8, l, h));
    a2 = i16x8.add(a2, two(x2, 8, l, h));
    a3 = i16x8.add(a3, two(x3, 8, l, h));
    u = v128.load(p, 64);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 16, l, h));
    a1 = i16x8.add(a1, two(x1, 16, l, h));
    a2 = i16x8.add(a2, two(x2, 16, l, h));
    a3 = i16x8.add(a3, two(x3, 16, l, h));
    u = v128.load(p, 96);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 24, l, h));
    a1 = i16x8.add(a1, two(x1, 24, l, h));
    a2 = i16x8.add(a2, two(x2, 24, l, h));
    a3 = i16x8.add(a3, two(x3, 24, l, h));
    let d = v128.load(p, 128), m = v128.load(p, 160);
    f0 = fma(m, v128.load32_splat(sum), fma(widen(a0), f32x4.mul(d, v128.load32_splat(scale)), f0));
    f1 = fma(m, v128.load32_splat(sum + sb), fma(widen(a1), f32x4.mul(d, v128.load32_splat(scale + sb)), f1));
    f2 = fma(m, v128.load32_splat(sum + sb * 2), fma(widen(a2), f32x4.mul(d, v128.load32_splat(scale + sb * 2)), f2));
    f3 = fma(m, v128.load32_splat(sum + sb * 3), fma(widen(a3), f32x4.mul(d, v128.load32_splat(scale + sb * 3)), f3));
    // rows 4–7
    u = v128.load(p, 16);
    l = mask(u);
    h = top(u);
    a0 = two(x0, 0, l, h);
    a1 = two(x1, 0, l, h);
    a2 = two(x2, 0, l, h);
    a3 = two(x3, 0, l, h);
    u = v128.load(p, 48);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 8, l, h));
    a1 = i16x8.add(a1, two(x1, 8, l, h));
    a2 = i16x8.add(a2, two(x2, 8, l, h));
    a3 = i16x8.add(a3, two(x3, 8, l, h));
    u = v128.load(p, 80);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 16, l, h));
    a1 = i16x8.add(a1, two(x1, 16, l, h));
    a2 = i16x8.add(a2, two(x2, 16, l, h));
    a3 = i16x8.add(a3, two(x3, 16, l, h));
    u = v128.load(p, 112);
    l = mask(u);
    h = top(u);
    a0 = i16x8.add(a0, two(x0, 24, l, h));
    a1 = i16x8.add(a1, two(x1, 24, l, h));
    a2 = i16x8.add(a2, two(x2, 24, l, h));
    a3 = i16x8.add(a3, two(x3, 24, l, h));
    d = v128.load(p, 144);
    m = v128.load(p, 176);
    g0 = fma(m, v128.load32_splat(sum), fma(widen(a0), f32x4.mul(d, v128.load32_splat(scale)), g0));
    g1 = fma(m, v128.load32_splat(sum + sb), fma(widen(a1), f32x4.mul(d, v128.load32_splat(scale + sb)), g1));
    g2 = fma(m, v128.load32_splat(sum + sb * 2), fma(widen(a2), f32x4.mul(d, v128.load32_splat(scale + sb * 2)), g2));
    g3 = fma(m, v128.load32_splat(sum + sb * 3), fma(widen(a3), f32x4.mul(d, v128.load32_splat(scale + sb * 3)), g3));
    p += 192;
    x0 += 32;
    x1 += 32;
    x2 += 32;
    x3 += 32;
    scale += 4;
    sum += 4;
  }
  const line = <usize>rows * 4;
  y += <usize>g * 32;
  storeRows(y, f0, g0, bias, g * 8, rows);
  storeRows(y + line, f1, g1, bias, g * 8, rows);
  storeRows(y + line * 2, f2, g2, bias, g * 8, rows);
  storeRows(y + line * 3, f3, g3, bias, g * 8, rows);
}

// @ts-ignore: decorator
@inline
function widen(a: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extadd_pairwise_i16x8_s(a));
}
