// Activations in blocks of 32, for products with quantised weights.
import { max4 } from "./simd";

/** Largest size among 32 numbers. */
// @ts-ignore: decorator
@inline
function largest(x: usize): f32 {
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < 128; i += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(x + i)));
  return max4(most);
}

/** x [k] → q int8 [k], scale [k/32] = max|x| / 127, sum [k/32] = scale · Σ q (what a weight's minimum is multiplied with). */
export function quantizeRow8(x: usize, k: i32, q: usize, scale: usize, sum: usize): void {
  for (let b = 0; b < k; b += 32) {
    const d: f32 = largest(x) / 127;
    const inverse = f32x4.splat(d != 0 ? 1 / d : 0);
    let total = i32x4.splat(0);
    for (let i = 0; i < 4; i++) {
      const a = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), inverse)));
      const c = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), inverse)));
      total = i32x4.add(total, i32x4.add(a, c));
      const words = i16x8.narrow_i32x4_s(a, c);
      v128.store64_lane(q, i8x16.narrow_i16x8_s(words, words), 0);
      x += 32;
      q += 8;
    }
    const all = i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1) + i32x4.extract_lane(total, 2) + i32x4.extract_lane(total, 3);
    store<f32>(scale, d);
    store<f32>(sum, d * <f32>all);
    scale += 4;
    sum += 4;
  }
}

/** x [k] → q int16 [k], scale [k/32] = max|x| / 32,767: with 8-bit weights 32 products still fit 32 bits. */
export function quantizeRow16(x: usize, k: i32, q: usize, scale: usize): void {
  for (let b = 0; b < k; b += 32) {
    const d: f32 = largest(x) / 32767;
    const inverse = f32x4.splat(d != 0 ? 1 / d : 0);
    for (let i = 0; i < 4; i++) {
      const a = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), inverse)));
      const c = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), inverse)));
      v128.store(q, i16x8.narrow_i32x4_s(a, c));
      x += 32;
      q += 16;
    }
    store<f32>(scale, d);
    scale += 4;
  }
}
