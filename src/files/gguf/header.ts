/**
 * A GGUF header: metadata and the list of tensors. Versions 2 and 3, little endian.
 * Source: the GGUF specification, ggml's docs/gguf.md.
 */
import { VitralError } from "#base/error.ts";
import { kindOf } from "#files/foreign.ts";
import { type Cursor, openCursor } from "#files/gguf/cursor.ts";
import { ggmlTypes } from "#files/gguf/types.ts";
import { readValue } from "#files/gguf/value.ts";
import { limits } from "#files/limits.ts";
import type { MetaValue } from "#files/model-file.ts";

export interface HeaderTensor {
  readonly name: string;
  readonly type: string;
  /** Row-major: GGUF lists the fastest axis first, this the slowest. */
  readonly shape: readonly number[];
  readonly bytes: number;
  /** From the start of the data. */
  readonly offset: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, MetaValue>>;
  readonly tensors: readonly HeaderTensor[];
  /** Where the data begin. */
  readonly dataOffset: number;
}

/**
 * Reads a header from the file's first bytes.
 * @param bytes the file from its start, as far as it was read
 * @param size  of the whole file: claims are checked against it before anything is allocated
 * @throws Shortage if `bytes` end before the header does
 * @throws VitralError `gguf.foreign`, `gguf.version`, `gguf.endian`, `gguf.bad`, `gguf.truncated`
 */
export function parseHeader(bytes: Uint8Array, file: string, size: number): Header {
  const cursor = openCursor(bytes, file, size);
  if (![..."GGUF"].every((letter, i) => i >= bytes.length || bytes[i] === letter.charCodeAt(0))) {
    throw new VitralError("gguf.foreign", { file, kind: kindOf(bytes) });
  }
  cursor.take(4);
  cursor.field = "version";
  const version = cursor.u32();
  if (version === 0x02000000 || version === 0x03000000) throw new VitralError("gguf.endian", { file });
  if (version !== 2 && version !== 3) throw new VitralError("gguf.version", { file, version });
  cursor.field = "tensor_count";
  const tensorCount = cursor.count(limits.gguf.tensors, 24); // name's length, dimensions, type, offset
  cursor.field = "metadata_kv_count";
  const metadata = readMetadata(cursor, cursor.count(limits.gguf.metadata, 13)); // key's length, type, one byte

  cursor.field = "general.alignment";
  const alignment = metadata["general.alignment"] ?? 32;
  if (typeof alignment !== "number" || !isAlignment(alignment)) {
    throw cursor.wrong(alignment, `2ⁿ ≤ ${limits.gguf.alignment}`);
  }
  const tensors = new Map<string, HeaderTensor>();
  for (let i = 0; i < tensorCount; i++) {
    cursor.field = `tensor_infos[${i}].name`;
    const tensor = readTensor(cursor, cursor.string(limits.gguf.nameBytes), alignment);
    if (tensors.has(tensor.name)) throw cursor.wrong("2 ×", "1 ×");
    tensors.set(tensor.name, tensor);
  }
  const dataOffset = Math.ceil(cursor.position() / alignment) * alignment;
  for (const { name, offset, bytes: needed } of tensors.values()) {
    if (dataOffset + offset + needed <= size) continue;
    throw new VitralError("gguf.truncated", { file, size, field: name, offset: dataOffset + offset, needed });
  }
  return { metadata, tensors: [...tensors.values()], dataOffset };
}

const isAlignment = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= limits.gguf.alignment && (value & (value - 1)) === 0;

function readMetadata(cursor: Cursor, count: number): Record<string, MetaValue> {
  const metadata: Record<string, MetaValue> = Object.create(null); // a key may be `__proto__`
  for (let i = 0; i < count; i++) {
    cursor.field = `metadata_kv[${i}].key`;
    const key = cursor.string(limits.gguf.keyBytes);
    cursor.field = key;
    if (key in metadata) throw cursor.wrong("2 ×", "1 ×");
    metadata[key] = readValue(cursor);
  }
  return metadata;
}

function readTensor(cursor: Cursor, name: string, alignment: number): HeaderTensor {
  cursor.spend(200);
  cursor.field = `${name}.n_dimensions`;
  const dimensions = cursor.u32();
  if (dimensions > limits.gguf.dimensions) throw cursor.wrong(dimensions, `≤ ${limits.gguf.dimensions}`);
  const shape: number[] = [];
  let weights = 1;
  for (let d = 0; d < dimensions; d++) {
    cursor.field = `${name}.dimensions[${d}]`;
    const extent = cursor.u64();
    if (typeof extent === "bigint" || extent === 0) throw cursor.wrong(extent, "1 … 2⁵³");
    weights *= extent;
    if (weights > 2 ** 48) throw cursor.wrong(`Π = ${weights}`, "≤ 2⁴⁸"); // keeps sums of offsets exact
    shape.unshift(extent);
  }
  cursor.field = `${name}.type`;
  const number = cursor.u32();
  const type = ggmlTypes[number];
  if (!type) throw cursor.wrong(number, Object.keys(ggmlTypes).join(" | "));
  const [typeName, block, blockBytes] = type;
  const row = shape.at(-1) ?? 1;
  cursor.field = `${name}.dimensions[0]`;
  if (row % block !== 0) throw cursor.wrong(row, `${block} × n (${typeName})`);
  cursor.field = `${name}.offset`;
  const offset = cursor.u64();
  if (typeof offset === "bigint" || offset % alignment !== 0) throw cursor.wrong(offset, `${alignment} × n`);
  cursor.field = name;
  return { name, type: typeName, shape, bytes: (weights / block) * blockBytes, offset };
}
