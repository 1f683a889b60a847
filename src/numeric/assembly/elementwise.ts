// What works number by number, or row by row. Counts are in numbers; the last ones that fill no vector go one by one.
import { exp4, fma, sum4 } from "./simd";

export function add(a: usize, b: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < end; i += 4) store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i));
}

export function multiply(a: usize, b: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  for (; i < end; i += 4) store<f32>(out + i, load<f32>(a + i) * load<f32>(b + i));
}

export function scale(x: usize, factor: f32, out: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * 4; i += 4) store<f32>(out + i, load<f32>(x + i) * factor);
}

// @ts-ignore: decorator
@inline
function silu4(x: v128): v128 {
  return f32x4.div(x, f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/** x · σ(x). */
export function silu(x: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) v128.store(out + i, silu4(v128.load(x + i)));
  for (; i < end; i += 4) store<f32>(out + i, f32x4.extract_lane(silu4(v128.load32_splat(x + i)), 0));
}

/** silu(gate) ⊙ up: two steps of a gated MLP in one pass. */
export function siluMultiply(gate: usize, up: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.mul(silu4(v128.load(gate + i)), v128.load(up + i)));
  for (; i < end; i += 4) {
    store<f32>(out + i, f32x4.extract_lane(silu4(v128.load32_splat(gate + i)), 0) * load<f32>(up + i));
  }
}

/** x · Φ(x) = x/2 · (1 + erf(x/√2)); erfc by its Chebyshev fit, to 1.2e-7 (Numerical Recipes, §6.2). */
// @ts-ignore: decorator
@inline
function gelu4(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(0.5), z)));
  let s = f32x4.splat(0.17087277);
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(-0.82215223));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(1.48851587));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(-1.13520398));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(0.27886807));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(-0.18628806));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(0.09678418));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(0.37409196));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(1.00002368));
  s = f32x4.add(f32x4.mul(s, t), f32x4.splat(-1.26551223));
  const erfc = f32x4.mul(t, exp4(f32x4.sub(s, f32x4.mul(z, z))));
  const half = f32x4.mul(f32x4.splat(0.5), f32x4.mul(x, erfc)); // x Φ(−|x|)
  return v128.bitselect(half, f32x4.sub(x, half), f32x4.lt(x, f32x4.splat(0)));
}

export function gelu(x: usize, out: usize, n: i32): void {
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) v128.store(out + i, gelu4(v128.load(x + i)));
  for (; i < end; i += 4) store<f32>(out + i, f32x4.extract_lane(gelu4(v128.load32_splat(x + i)), 0));
}

/** One row: x / √(mean(x²) + ε) ⊙ gain. */
export function rmsNormRow(x: usize, gain: usize, out: usize, n: i32, epsilon: f32): void {
  let a = f32x4.splat(0);
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) {
    const v = v128.load(x + i);
    a = fma(v, v, a);
  }
  let squares = sum4(a);
  for (; i < end; i += 4) squares += load<f32>(x + i) * load<f32>(x + i);
  const factor: f32 = 1 / sqrt<f32>(squares / <f32>n + epsilon);
  const f = f32x4.splat(factor);
  i = 0;
  for (; i + 16 <= end; i += 16) v128.store(out + i, f32x4.mul(f32x4.mul(v128.load(x + i), f), v128.load(gain + i)));
  for (; i < end; i += 4) store<f32>(out + i, load<f32>(x + i) * factor * load<f32>(gain + i));
}

/** One row: (x − mean) / √(variance + ε) ⊙ gain + bias. */
export function layerNormRow(x: usize, gain: usize, bias: usize, out: usize, n: i32, epsilon: f32): void {
  const end = <usize>n * 4;
  let sum: f64 = 0;
  for (let i: usize = 0; i < end; i += 4) sum += load<f32>(x + i);
  const mean = <f32>(sum / n);
  let squares: f64 = 0;
  for (let i: usize = 0; i < end; i += 4) {
    const d = load<f32>(x + i) - mean;
    squares += d * d;
  }
  const factor: f32 = 1 / sqrt<f32>(<f32>(squares / n) + epsilon);
  for (let i: usize = 0; i < end; i += 4) {
    store<f32>(out + i, (load<f32>(x + i) - mean) * factor * load<f32>(gain + i) + load<f32>(bias + i));
  }
}

/** One row of heads: turns pairs by tabled angles; `table` holds D/2 cosines, then D/2 sines. */
export function ropeRow(x: usize, table: usize, out: usize, width: i32, dim: i32, neighbours: bool): void {
  const half = dim >> 1;
  for (let head = 0; head < width; head += dim) {
    const from = x + <usize>head * 4;
    const to = out + <usize>head * 4;
    for (let i = 0; i < half; i++) {
      const a = <usize>(neighbours ? 2 * i : i) * 4;
      const b = <usize>(neighbours ? 2 * i + 1 : i + half) * 4;
      const c = load<f32>(table + <usize>i * 4);
      const s = load<f32>(table + <usize>(half + i) * 4);
      const u = load<f32>(from + a);
      const w = load<f32>(from + b);
      store<f32>(to + a, u * c - w * s);
      store<f32>(to + b, u * s + w * c);
    }
  }
}
