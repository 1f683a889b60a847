// A list of jobs is run by all threads together. A job is 16 words of 32 bits: what to do, whether to meet first (when
// it reads what an earlier job wrote), then its arguments, in the order in which `wasm/jobs.ts` writes them.
import { attend4, mixRow, scoresRow, softmax } from "./attention";
import { ABORT, COUNT, JOBS, meet, move, ROUND, THREADS, waitFor } from "./barrier";
import { add, gelu, layerNormRow, multiply, rmsNormRow, ropeRow, scale, silu, siluMultiply } from "./elementwise";
import { productFloat } from "./product-float";
import { productQ4, productQ4x4 } from "./product-q4";
import { productQ8 } from "./product-q8";
import { quantizeRow8, quantizeRow16 } from "./quantize";
import { unpackRow } from "./rows";

export { packPlain, packQ4, packQ8 } from "./pack";

/** The first of `count` things that belong to thread t of n. */
// @ts-ignore: decorator
@inline
function share(count: i32, t: i32, n: i32): i32 {
  return <i32>((<i64>count * t) / n);
}

/** Word `i` of the job. */
// @ts-ignore: decorator
@inline
function arg(job: usize, i: usize): i32 {
  return load<i32>(job + i * 4);
}
// @ts-ignore: decorator
@inline
function real(job: usize, i: usize): f32 {
  return load<f32>(job + i * 4);
}

function runJob(job: usize, t: i32, n: i32): void {
  const a = <usize>arg(job, 2), b = <usize>arg(job, 3), out = <usize>arg(job, 4);
  const count = arg(job, 5), width = arg(job, 6);
  const from = share(count, t, n), to = share(count, t + 1, n);
  const line = <usize>width * 4;
  switch (arg(job, 0)) {
    case 1: // rows: a table, b ids, count tokens, width k, 7 kind
      for (let i = from; i < to; i++) unpackRow(arg(job, 7), a, load<i32>(b + i * 4), width, out + i * line);
      break;
    case 2: // add, count rows; 7: b is one row
      for (let i = from; i < to; i++) add(a + i * line, arg(job, 7) ? b : b + i * line, out + i * line, width);
      break;
    case 3: // multiply, likewise
      for (let i = from; i < to; i++) multiply(a + i * line, arg(job, 7) ? b : b + i * line, out + i * line, width);
      break;
    case 4: // scale by 8
      for (let i = from; i < to; i++) scale(a + i * line, real(job, 8), out + i * line, width);
      break;
    case 5:
      for (let i = from; i < to; i++) silu(a + i * line, out + i * line, width);
      break;
    case 6:
      for (let i = from; i < to; i++) siluMultiply(a + i * line, b + i * line, out + i * line, width);
      break;
    case 7:
      for (let i = from; i < to; i++) gelu(a + i * line, out + i * line, width);
      break;
    case 8: // b gain, 8 epsilon
      for (let i = from; i < to; i++) rmsNormRow(a + i * line, b, out + i * line, width, real(job, 8));
      break;
    case 9: // b gain, 7 bias, 8 epsilon
      for (let i = from; i < to; i++) layerNormRow(a + i * line, b, <usize>arg(job, 7), out + i * line, width, real(job, 8));
      break;
    case 10: // b table, 7 D, 8 neighbours
      for (let i = from; i < to; i++) {
        ropeRow(a + i * line, b + <usize>i * arg(job, 7) * 4, out + i * line, width, arg(job, 7), arg(job, 8) != 0);
      }
      break;
    case 11: // copy, count rows
      memory.copy(out + from * line, a + from * line, <usize>(to - from) * line);
      break;
    case 12: // quantise to int8: out q, 7 scales, 8 sums
      for (let i = from; i < to; i++) {
        const s = <usize>i * (width >> 5) * 4;
        quantizeRow8(a + i * line, width, out + <usize>i * width, <usize>arg(job, 7) + s, <usize>arg(job, 8) + s);
      }
      break;
    case 13: // quantise to int16: out q, 7 scales
      for (let i = from; i < to; i++) {
        const s = <usize>i * (width >> 5) * 4;
        quantizeRow16(a + i * line, width, out + <usize>i * width * 2, <usize>arg(job, 7) + s);
      }
      break;
    case 14:
      productFloatJob(job, t, n);
      break;
    case 15:
      productQ4Job(job, t, n);
      break;
    case 16:
      productQ8Job(job, t, n);
      break;
    case 17:
      attentionJob(job, t, n);
      break;
    case 18:
      scoresJob(job, t, n);
      break;
    case 19: // softmax, count rows
      for (let i = from; i < to; i++) softmax(a + i * line, out + i * line, width);
      break;
    case 20:
      mixJob(job, t, n);
      break;
  }
}

/** a x, b weights, out y, 5 tokens, 6 k, 7 rows, 8 bias, 9 kind, 10 scratch, 11 its bytes a thread. */
function productFloatJob(job: usize, t: i32, n: i32): void {
  const rows = arg(job, 7);
  const groups = (rows + 7) >> 3;
  productFloat(
    arg(job, 9), arg(job, 3), arg(job, 2), arg(job, 5), arg(job, 6), arg(job, 4), rows, arg(job, 8),
    share(groups, t, n), share(groups, t + 1, n), <usize>arg(job, 10) + <usize>t * arg(job, 11),
  );
}

/** a q, b weights, out y, 5 tokens, 6 k, 7 rows, 8 bias, 9 scales, 10 sums. */
function productQ4Job(job: usize, t: i32, n: i32): void {
  const q = <usize>arg(job, 2), w = <usize>arg(job, 3), y = <usize>arg(job, 4), bias = <usize>arg(job, 8);
  const tokens = arg(job, 5), k = arg(job, 6), rows = arg(job, 7);
  const scales = <usize>arg(job, 9), sums = <usize>arg(job, 10);
  const groups = (rows + 7) >> 3;
  const from = share(groups, t, n), to = share(groups, t + 1, n);
  const s = <usize>(k >> 5) * 4;
  const tiles = tokens & ~3;
  for (let g = from; tiles > 0 && g < to; g++) {
    for (let i: usize = 0; i < <usize>tiles; i += 4) {
      productQ4x4(w, q + i * k, scales + i * s, sums + i * s, k, y + i * rows * 4, rows, bias, g);
    }
  }
  for (let i: usize = tiles; i < <usize>tokens; i++) {
    productQ4(w, q + i * k, scales + i * s, sums + i * s, k, y + i * rows * 4, rows, bias, from, to);
  }
}

/** Likewise, with int16 activations and no sums. */
function productQ8Job(job: usize, t: i32, n: i32): void {
  const q = <usize>arg(job, 2), w = <usize>arg(job, 3), y = <usize>arg(job, 4), bias = <usize>arg(job, 8);
  const tokens = arg(job, 5), k = arg(job, 6), rows = arg(job, 7);
  const scales = <usize>arg(job, 9);
  const groups = (rows + 7) >> 3;
  const from = share(groups, t, n), to = share(groups, t + 1, n);
  const s = <usize>(k >> 5) * 4;
  // panel by panel, so that a panel is read from memory once for all tokens
  if (tokens > 1) {
    for (let g = from; g < to; g++) {
      for (let i: usize = 0; i < <usize>tokens; i++) {
        productQ8(w, q + i * k * 2, scales + i * s, k, y + i * rows * 4, rows, bias, g, g + 1);
      }
    }
  } else productQ8(w, q, scales, k, y, rows, bias, from, to);
}

/** a q, b keys, out, 5 tokens, 6 keys' count, 7 values, 8 H, 9 G, 10 D, 11 scale, 12 causal, 13 window (0: none), 14 scratch, 15 its bytes a thread. */
function attentionJob(job: usize, t: i32, n: i32): void {
  const q = <usize>arg(job, 2), k = <usize>arg(job, 3), out = <usize>arg(job, 4), v = <usize>arg(job, 7);
  const tokens = arg(job, 5), keys = arg(job, 6), heads = arg(job, 8), kvHeads = arg(job, 9), dim = arg(job, 10);
  const factor = real(job, 11);
  const causal = arg(job, 12) != 0, window = arg(job, 13);
  const room = <usize>arg(job, 14) + <usize>t * arg(job, 15);
  const headBytes = <usize>dim * 4, queryStride = <usize>heads * headBytes, keyStride = <usize>kvHeads * headBytes;
  const group = heads / kvHeads;
  if (tokens == 1) {
    const perGroup = (group + 3) >> 2;
    const items = kvHeads * perGroup;
    for (let i = share(items, t, n); i < share(items, t + 1, n); i++) {
      const g = i / perGroup, h = g * group + (i % perGroup) * 4;
      const count = min(4, (g + 1) * group - h);
      const kv = <usize>g * headBytes;
      const first = window > 0 ? keys - window : 0;
      attend4(q + h * headBytes, out + h * headBytes, headBytes, count, k + kv, v + kv, keyStride, dim, factor, first, keys, 0, room);
    }
    return;
  }
  const tiles = (tokens + 3) >> 2;
  const items = heads * tiles;
  // Later tiles see more keys: items are dealt out in turn, so that threads get equal work.
  for (let i = t; i < items; i += n) {
    const tile = i / heads, h = i % heads, token = tile * 4;
    const count = min(4, tokens - token);
    const kv = <usize>(h / group) * headBytes;
    const at = <usize>token * queryStride + h * headBytes;
    const limit = causal ? keys - tokens + token + 1 : keys;
    const first = window > 0 ? keys - tokens + token + 1 - window : 0;
    const step = causal ? 1 : 0;
    attend4(q + at, out + at, queryStride, count, k + kv, v + kv, keyStride, dim, factor, window > 0 ? first : -keys, limit, step, room);
  }
}

/** As attention, without values and scratch: out [H, T, S]. */
function scoresJob(job: usize, t: i32, n: i32): void {
  const q = <usize>arg(job, 2), k = <usize>arg(job, 3), out = <usize>arg(job, 4);
  const tokens = arg(job, 5), keys = arg(job, 6), heads = arg(job, 8), kvHeads = arg(job, 9), dim = arg(job, 10);
  const causal = arg(job, 12) != 0, window = arg(job, 13);
  const headBytes = <usize>dim * 4, keyStride = <usize>kvHeads * headBytes;
  const items = heads * tokens;
  for (let i = share(items, t, n); i < share(items, t + 1, n); i++) {
    const h = i / tokens, token = i % tokens;
    const position = keys - tokens + token;
    const to = causal ? position + 1 : keys;
    const from = window > 0 ? max(0, position + 1 - window) : 0;
    scoresRow(
      q + (<usize>token * heads + h) * headBytes, k + <usize>(h / (heads / kvHeads)) * headBytes, keyStride, dim,
      real(job, 11), from, to, keys, out + <usize>i * keys * 4,
    );
  }
}

/** a pattern [H, T, S], b values, out [T, H·D], 5 tokens, 6 keys, 8 H, 9 G, 10 D. */
function mixJob(job: usize, t: i32, n: i32): void {
  const pattern = <usize>arg(job, 2), v = <usize>arg(job, 3), out = <usize>arg(job, 4);
  const tokens = arg(job, 5), keys = arg(job, 6), heads = arg(job, 8), kvHeads = arg(job, 9), dim = arg(job, 10);
  const headBytes = <usize>dim * 4, keyStride = <usize>kvHeads * headBytes;
  const items = heads * tokens;
  for (let i = share(items, t, n); i < share(items, t + 1, n); i++) {
    const h = i / tokens, token = i % tokens;
    mixRow(
      pattern + <usize>i * keys * 4, v + <usize>(h / (heads / kvHeads)) * headBytes, keyStride, dim, keys,
      out + (<usize>token * heads + h) * headBytes,
    );
  }
}

/** Thread t's part in the list. Returns false if a thread is lost. */
function runList(control: usize, t: i32): bool {
  const n = atomic.load<i32>(control + THREADS);
  let job = <usize>atomic.load<i32>(control + JOBS);
  const end = job + <usize>atomic.load<i32>(control + COUNT) * 64;
  for (; job < end; job += 64) {
    if (arg(job, 1) != 0 && !meet(control, n)) return false;
    runJob(job, t, n);
  }
  return meet(control, n);
}

/** Runs `count` jobs together with the other threads. Called by thread 0. Returns false if a thread is lost. */
export function run(control: usize, jobs: usize, count: i32): bool {
  if (atomic.load<i32>(control + ABORT) != 0) return false;
  atomic.store<i32>(control + JOBS, <i32>jobs);
  atomic.store<i32>(control + COUNT, count);
  move(control, control + ROUND);
  return runList(control, 0);
}

/** A thread's life: waits for a round, does its part, again; until `abort`. */
export function work(control: usize, t: i32): void {
  let round = 0;
  for (;;) {
    if (!waitFor(control, control + ROUND, round, -1)) return;
    round++;
    if (!runList(control, t)) return;
  }
}
