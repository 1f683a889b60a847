/**
 * The fast backend: operations are written down as jobs in shared memory, and a whole list runs inside WebAssembly on
 * all threads when somebody reads a result. Between jobs the threads meet only where one reads what another wrote.
 */
import { assert } from "#base/assert.ts";
import type { AttentionShape, Backend, Rope } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import { bitsOf, job } from "#numeric/wasm/jobs.ts";
import { controlBytes, type Instructions, openEngine } from "#numeric/wasm/kernels.ts";
import { loadWeight } from "#numeric/wasm/load.ts";
import { EngineMemory } from "#numeric/wasm/memory.ts";
import { Recorder } from "#numeric/wasm/recorder.ts";
import { columns, layout, rowCount, tensorAt, untouched, type WasmTensor } from "#numeric/wasm/tensor.ts";
import { canShareMemory, cores } from "#platform/host.ts";

export interface WasmOptions {
  /** Default: as many as the machine runs at once. One where threads cannot share memory. */
  readonly threads?: number;
  /** exact keeps activations in float32; fast quantises them for products with quantised weights. Default fast. */
  readonly precision?: "fast" | "exact";
  /** Default: relaxed SIMD where it is to be had. */
  readonly instructions?: Instructions | "best";
}

/** The control block's place: the memory's first bytes belong to nobody, so that no tensor is at 0. */
const control = 1024;

/** Opens the fast backend. Close it: its threads live until then. */
export async function openWasmBackend({
  threads: wanted = cores(),
  precision = "fast",
  instructions = "best",
}: WasmOptions = {}): Promise<Backend> {
  const threads = canShareMemory() ? wanted : 1;
  const memory = new EngineMemory(control + controlBytes);
  const engine = await openEngine(memory, control, threads, instructions);
  const recorder = new Recorder(memory, engine);
  const rope = ropeTables(memory, recorder);
  const of = (tensor: Tensor): WasmTensor => recorder.computed(tensor as WasmTensor);

  /** An operation on rows of up to three tensors, with a result like the first. */
  function rowwise(kind: number, x: Tensor, other?: Tensor, w8 = 0, w7: Tensor | number = 0): Tensor {
    const [a, b, c] = [of(x), other && of(other), typeof w7 === "number" ? undefined : of(w7)];
    const meet = recorder.meets([a.use, b?.use, c?.use]);
    const out = recorder.result(a.shape);
    const word7 = typeof w7 === "number" ? w7 : (c?.at ?? 0);
    recorder.push(kind, meet, a.at, b?.at ?? 0, out.at, rowCount(a), columns(a), word7, w8);
    return out;
  }
  const pairwise = (kind: number, a: Tensor, b: Tensor): Tensor =>
    rowwise(kind, a, b, 0, rowCount(b) === 1 && rowCount(a) > 1 ? 1 : 0);

  function matmul(x: Tensor, weight: Tensor, biasTensor?: Tensor): Tensor {
    const [a, w, c] = [of(x), weight as WasmTensor, biasTensor && of(biasTensor)];
    const [tokens, k, rows] = [rowCount(a), columns(a), rowCount(w)];
    assert(k === columns(w), `${x.shape.join("×")} times the transpose of ${weight.shape.join("×")}`);
    assert(w.layout <= layout.panelQ8, "a weight that is multiplied with was loaded for products");
    const bias = c?.at ?? 0;
    const isInSmall = precision === "fast" && w.layout >= layout.panelQ4;
    if (isInSmall) {
      const is4 = w.layout === layout.panelQ4;
      const { q, scales, sums, use } = is4 ? recorder.quantized8(a) : recorder.quantized16(a);
      const meet = recorder.meets([use, c?.use]);
      const out = recorder.result([tokens, rows]);
      const kind = is4 ? job.productQ4 : job.productQ8;
      recorder.push(kind, meet, q, w.at, out.at, tokens, k, rows, bias, scales, sums);
      return out;
    }
    const meet = recorder.meets([a.use, c?.use]);
    const out = recorder.result([tokens, rows]);
    const roomBytes = 1024 + tokens * 32;
    const room = memory.scratch(roomBytes * threads);
    recorder.push(job.productFloat, meet, a.at, w.at, out.at, tokens, k, rows, bias, w.layout, room, roomBytes);
    return out;
  }

  function attentionJob(
    kind: number,
    x: Tensor,
    keys: Tensor,
    values: Tensor | undefined,
    shape: AttentionShape,
    out: readonly number[],
  ): Tensor {
    const { heads, kvHeads, headDim, scale, causal, window = 0 } = shape;
    assert(headDim % 4 === 0, "a head's width is a multiple of 4");
    const [q, k, v] = [of(x), of(keys), values && of(values)];
    const meet = recorder.meets([q.use, k.use, v?.use]);
    const result = recorder.result(out);
    const S = rowCount(k);
    const roomBytes = kind === job.attention ? S * 16 : 0;
    const room = roomBytes > 0 ? memory.scratch(roomBytes * threads) : 0;
    const flags = causal ? 1 : 0;
    recorder.push(
      kind,
      meet,
      q.at,
      k.at,
      result.at,
      rowCount(q),
      S,
      v?.at ?? 0,
      heads,
      kvHeads,
      headDim,
      bitsOf(scale),
      flags,
      window,
      room,
      roomBytes,
    );
    return result;
  }

  return {
    name: `wasm-${engine.instructions}`,
    load(source, use) {
      recorder.flush(); // memory that was given back may still be in use by jobs that were put off
      return loadWeight(memory, engine.kernels, source, use);
    },
    constant(values, shape) {
      recorder.flush();
      const at = memory.allocate(values.byteLength);
      memory.f32.set(values, at / 4);
      return tensorAt("F32", shape, at, untouched());
    },
    allocate(shape) {
      recorder.flush();
      const count = shape.reduce((a, b) => a * b, 1);
      const at = memory.allocate(count * 4);
      memory.f32.fill(0, at / 4, at / 4 + count);
      return tensorAt("F32", shape, at, untouched());
    },
    free(tensor) {
      recorder.flush();
      memory.free((tensor as WasmTensor).at);
    },
    read(x) {
      const { at, shape } = of(x);
      recorder.flush();
      return memory.f32.subarray(at / 4, at / 4 + shape.reduce((a, b) => a * b, 1));
    },
    write(values, shape) {
      recorder.flush(); // scratch may still be in use by jobs that were put off
      const out = recorder.result(shape);
      memory.f32.set(values, out.at / 4);
      return out;
    },
    flush: () => recorder.flush(),
    mark: () => memory.mark(),
    release(mark, keep) {
      const kept = keep && of(keep);
      memory.release(mark);
      recorder.reuse();
      if (!kept) return undefined;
      const meet = recorder.meets([kept.use]);
      const out = recorder.result(kept.shape);
      recorder.push(job.copy, meet, kept.at, 0, out.at, 1, rowCount(kept) * columns(kept)); // by one thread: they overlap
      return out;
    },
    bytes: () => memory.bytes,
    close: () => engine.close(),

    rows(table, ids) {
      const { at, layout: kind, use } = table as WasmTensor;
      const meet = recorder.meets([use]);
      const list = recorder.inbox(ids.length);
      memory.i32.set(ids, list / 4);
      const out = recorder.result([ids.length, columns(table)]);
      recorder.push(job.rows, meet, at, list, out.at, ids.length, columns(table), kind);
      return out;
    },
    matmul,
    add: (a, b) => pairwise(job.add, a, b),
    multiply(a, b) {
      const gate = (a as WasmTensor).siluOf;
      const fits = gate && rowCount(gate) === rowCount(b); // not one row for all
      return fits ? rowwise(job.siluMultiply, gate, b) : pairwise(job.multiply, a, b);
    },
    scale: (x, factor) => rowwise(job.scale, x, undefined, bitsOf(factor)),
    silu: (x) => recorder.putOffSilu(of(x)),
    gelu: (x) => rowwise(job.gelu, x),
    rmsNorm: (x, gain, epsilon) => rowwise(job.rmsNorm, x, gain, bitsOf(epsilon)),
    layerNorm: (x, gain, bias, epsilon) => rowwise(job.layerNorm, x, gain, bitsOf(epsilon), bias),
    rope(x, positions, how) {
      const a = of(x);
      const table = rope(positions, how);
      const meet = recorder.meets([a.use]);
      const out = recorder.result(a.shape);
      recorder.push(
        job.rope,
        meet,
        a.at,
        table,
        out.at,
        rowCount(a),
        columns(a),
        how.headDim,
        how.pairs === "neighbours" ? 1 : 0,
      );
      return out;
    },
    slice(x, from, to) {
      const a = of(x);
      return tensorAt("F32", [to - from, columns(a)], a.at + from * columns(a) * 4, a.use);
    },
    store(into, position, x) {
      const [room, a] = [into as WasmTensor, of(x)];
      const [width, count] = [columns(a), rowCount(a)];
      const meet = recorder.meets([a.use], room.use);
      recorder.push(job.copy, meet, a.at, 0, room.at + position * width * 4, count, width);
      return tensorAt("F32", [position + count, width], room.at, room.use);
    },
    attention: (q, { k, v }, shape) => attentionJob(job.attention, q, k, v, shape, q.shape),
    scores: (q, k, shape) => attentionJob(job.scores, q, k, undefined, shape, [shape.heads, rowCount(q), rowCount(k)]),
    softmax: (x) => rowwise(job.softmax, x),
    mix(pattern, values, { heads, kvHeads, headDim }) {
      const [p, v] = [of(pattern), of(values)];
      const [, T = 0, S = 0] = p.shape;
      const meet = recorder.meets([p.use, v.use]);
      const out = recorder.result([T, heads * headDim]);
      recorder.push(job.mix, meet, p.at, v.at, out.at, T, S, 0, heads, kvHeads, headDim);
      return out;
    },
  };
}

/** Tables of cosines and sines by position, made once a pass: all blocks turn by the same angles. */
function ropeTables(memory: EngineMemory, recorder: Recorder): (positions: Int32Array, rope: Rope) => number {
  let [at, capacity] = [0, 0];
  let last: { positions: Int32Array; rope: Rope } | undefined;
  return (positions, rope) => {
    if (last?.positions === positions && last.rope === rope) return at;
    recorder.flush(); // jobs that were put off may still read the old table
    const { headDim, base, factors } = rope;
    const half = headDim / 2;
    if (positions.length * headDim > capacity) {
      if (capacity > 0) memory.free(at);
      capacity = positions.length * headDim;
      at = memory.allocate(capacity * 4);
    }
    const table = memory.f32;
    const frequencies = Float64Array.from(
      { length: half },
      (_, i) => base ** ((-2 * i) / headDim) / (factors?.[i] ?? 1),
    );
    positions.forEach((position, t) => {
      for (let i = 0; i < half; i++) {
        const angle = position * (frequencies[i] as number);
        table[at / 4 + t * headDim + i] = Math.cos(angle);
        table[at / 4 + t * headDim + half + i] = Math.sin(angle);
      }
    });
    last = { positions, rope };
    return at;
  };
}
