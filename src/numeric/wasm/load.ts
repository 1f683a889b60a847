import { assert } from "#base/assert.ts";
import type { WeightSource } from "#numeric/ops.ts";
import { codecs } from "#numeric/quants/index.ts";
import type { TensorType } from "#numeric/tensor.ts";
import type { Kernels } from "#numeric/wasm/kernels.ts";
import type { EngineMemory } from "#numeric/wasm/memory.ts";
import { layout, tensorAt, untouched, type WasmTensor } from "#numeric/wasm/tensor.ts";

/** Bytes that pass through memory at a time while a weight is repacked. */
const stagingBytes = 4 << 20;

/** How each type is packed for products: layout, and bytes of a panel (8 rows) for `k` columns. */
const panels: Readonly<Record<TensorType, { readonly layout: number; readonly bytes: (k: number) => number }>> = {
  F32: { layout: layout.panelF32, bytes: (k) => k * 32 },
  F16: { layout: layout.panelF16, bytes: (k) => k * 16 },
  BF16: { layout: layout.panelBF16, bytes: (k) => k * 16 },
  Q4_0: { layout: layout.panelQ4, bytes: (k) => (k / 32) * 192 },
  Q4_1: { layout: layout.panelQ4, bytes: (k) => (k / 32) * 192 },
  Q8_0: { layout: layout.panelQ8, bytes: (k) => (k / 32) * 288 },
};

/** Types whose rows can be read as the file stores them. */
const tables: Partial<Record<TensorType, number>> = {
  F32: layout.rowsF32,
  Q4_0: layout.rowsQ4_0,
  Q4_1: layout.rowsQ4_1,
  Q8_0: layout.rowsQ8_0,
};

/** Places a weight in the engine's memory: vectors as float32, tables as stored, matrices in panels. */
export async function loadWeight(
  memory: EngineMemory,
  kernels: Kernels,
  source: WeightSource,
  use: "product" | "table",
): Promise<WasmTensor> {
  const { type, shape, bytes } = source;
  const direct = shape.length < 2 ? undefined : tables[type];
  if (shape.length < 2) return loadVector(memory, source);
  if (use === "table" && direct !== undefined) {
    const at = memory.allocate(bytes);
    await source.readInto(memory.u8.subarray(at, at + bytes), 0);
    return tensorAt(type, shape, at, untouched(), direct);
  }
  const [rows = 0, k = 0] = shape;
  const { layout: kind, bytes: panelBytes } = panels[type];
  const rowBytes = (k / codecs[type].block) * codecs[type].bytes;
  const at = memory.allocate(Math.ceil(rows / 8) * panelBytes(k));
  const rowsAtOnce = Math.max(8, Math.floor(stagingBytes / rowBytes / 8) * 8);
  const staging = memory.allocate(Math.min(rows, rowsAtOnce) * rowBytes);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - row);
    await source.readInto(memory.u8.subarray(staging, staging + count * rowBytes), row * rowBytes);
    const to = at + (row / 8) * panelBytes(k);
    if (type === "Q8_0") kernels.packQ8(staging, to, count, k);
    else if (type === "Q4_0" || type === "Q4_1") kernels.packQ4(staging, to, count, k, type === "Q4_1" ? 1 : 0);
    else kernels.packPlain(staging, to, count, k, type === "F32" ? 4 : 2);
  }
  memory.free(staging);
  return tensorAt(type, shape, at, untouched(), kind);
}

async function loadVector(memory: EngineMemory, { type, shape, bytes, readInto }: WeightSource): Promise<WasmTensor> {
  const stored = new Uint8Array(bytes);
  await readInto(stored, 0);
  const values = new Float32Array(shape[0] ?? 1);
  assert(values.length % codecs[type].block === 0, "a vector is made of whole blocks");
  codecs[type].unpack(stored, values);
  const at = memory.allocate(values.byteLength);
  memory.f32.set(values, at / 4);
  return tensorAt("F32", shape, at, untouched());
}
