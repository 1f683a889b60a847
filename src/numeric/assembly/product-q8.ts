// y = x · Wᵀ with 8-bit weights (scale d) and int16 activations (scale s): Σ_blocks d · s · Σ w q, in exact integers.

import { storeRows } from "./product-float";
import { fma } from "./simd";

/** One token: panels `from` … `to` − 1. */
export function productQ8(
  w: usize,
  q: usize,
  scale: usize,
  k: i32,
  y: usize,
  rows: i32,
  bias: usize,
  from: i32,
  to: i32,
): void {
  const blocks = k >> 5;
  let p = w + <usize>from * blocks * 288;
  for (let g = from; g < to; g++) {
    let f0 = f32x4.splat(0),
      f1 = f32x4.splat(0);
    let qa = q,
      sa = scale;
    for (let b = 0; b < blocks; b++) {
      let a0 = i32x4.splat(0),
        a1 = a0,
        c0 = a0,
        c1 = a0;
      for (let half = 0; half < 2; half++) {
        for (let c: usize = 0; c < 8; c += 2) {
          let x = v128.load32_splat(qa + c * 4);
          a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v128.load8x8_s(p + c * 16), x));
          a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v128.load8x8_s(p + c * 16, 8), x));
          x = v128.load32_splat(qa + c * 4, 4);
          c0 = i32x4.add(c0, i32x4.dot_i16x8_s(v128.load8x8_s(p + c * 16, 16), x));
          c1 = i32x4.add(c1, i32x4.dot_i16x8_s(v128.load8x8_s(p + c * 16, 24), x));
        }
        p += 128;
        qa += 32;
      }
      const s = v128.load32_splat(sa);
      f0 = fma(f32x4.convert_i32x4_s(i32x4.add(a0, c0)), f32x4.mul(v128.load(p), s), f0);
      f1 = fma(f32x4.convert_i32x4_s(i32x4.add(a1, c1)), f32x4.mul(v128.load(p, 16), s), f1);
      p += 32;
      sa += 4;
    }
    storeRows(y + <usize>g * 32, f0, f1, bias, g * 8, rows);
  }
}
