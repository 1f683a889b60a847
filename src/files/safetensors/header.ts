/**
 * safetensors: a 64-bit length, that much JSON (name → dtype, shape, offsets), then the data.
 * Source: the format's description in huggingface/safetensors.
 */
import { VitralError } from "#base/error.ts";
import { knownKind, shown } from "#files/foreign.ts";
import { limits } from "#files/limits.ts";
import type { TensorInfo } from "#files/model-file.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/** Bytes of one value, by dtype. */
const widths: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  U16: 2,
  U32: 4,
  U64: 8,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
};

/**
 * The tensors of a file. Its free `__metadata__` is left out.
 * @throws VitralError `safetensors.foreign`, `safetensors.bad`, naming the field
 */
export async function readSafetensors(source: ByteSource): Promise<Map<string, TensorInfo>> {
  const bad = (field: string, value: unknown, expected: string): VitralError =>
    new VitralError("safetensors.bad", { file: source.name, field: shown(field), value: shown(value), expected });
  const start = await source.read(0, Math.min(64, source.size));
  const kind = knownKind(start);
  if (kind !== undefined && kind !== "safetensors") {
    throw new VitralError("safetensors.foreign", { file: source.name, kind });
  }
  if (source.size < 8) throw bad("size", `${source.size} B`, "≥ 8 B");
  const most = Math.min(source.size - 8, limits.safetensors.headerBytes);
  const length = new DataView(start.buffer).getBigUint64(0, true);
  if (length > most) throw bad("header_size", length, `≤ ${most}`);
  const dataOffset = 8 + Number(length);
  const tensors: TensorInfo[] = [];
  for (const [name, entry] of Object.entries(parse(await source.read(8, Number(length))))) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: range } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    const width = typeof dtype === "string" && Object.hasOwn(widths, dtype) ? widths[dtype] : undefined;
    if (typeof dtype !== "string" || width === undefined)
      throw bad(`${name}.dtype`, dtype, Object.keys(widths).join(" | "));
    if (!isSizes(shape) || shape.length > limits.safetensors.dimensions) throw bad(`${name}.shape`, shape, "[n, …]");
    if (!isSizes(range) || range.length !== 2) throw bad(`${name}.data_offsets`, range, "[n, n]");
    const [from, to] = range as [number, number];
    const bytes = shape.reduce((product, size) => product * size, width);
    if (to - from !== bytes) throw bad(`${name}.data_offsets`, range, `[n, n + ${bytes}]`);
    if (dataOffset + to > source.size) throw bad(`${name}.data_offsets`, range, `≤ ${source.size - dataOffset}`);
    tensors.push({ name, type: dtype, shape, bytes, offset: dataOffset + from, source });
  }
  let end = 0;
  for (const { name, offset, bytes } of tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (offset < end) throw bad(`${name}.data_offsets`, offset - dataOffset, `≥ ${end - dataOffset}`);
    end = offset + bytes;
  }
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));

  function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
    const text = new TextDecoder().decode(bytes);
    try {
      const json: unknown = JSON.parse(text);
      if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
    } catch {
      // told below
    }
    throw bad("header", `"${text.slice(0, 20)}"`, "{…}");
  }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
