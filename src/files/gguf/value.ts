import type { Cursor } from "#files/gguf/cursor.ts";
import { limits } from "#files/limits.ts";
import type { MetaValue } from "#files/model-file.ts";

/** The value types of fixed width, by number: bytes, and how they are read. The others are 8 string, 9 array, 10 u64, 11 i64. */
const scalars: Readonly<Record<number, readonly [bytes: number, read: (view: DataView, at: number) => MetaValue]>> = {
  0: [1, (view, at) => view.getUint8(at)],
  1: [1, (view, at) => view.getInt8(at)],
  2: [2, (view, at) => view.getUint16(at, true)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [4, (view, at) => view.getUint32(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getFloat32(at, true)],
  7: [1, (view, at) => view.getUint8(at) !== 0],
  12: [8, (view, at) => view.getFloat64(at, true)],
};

/** One metadata value, its type first. @throws VitralError `gguf.bad`, `gguf.truncated` */
export const readValue = (cursor: Cursor): MetaValue => typedValue(cursor, cursor.u32(), 0);

function typedValue(cursor: Cursor, type: number, depth: number): MetaValue {
  const scalar = scalars[type];
  if (scalar) return scalar[1](cursor.view, cursor.take(scalar[0]));
  if (type === 8) return cursor.string(limits.gguf.stringBytes);
  if (type === 10) return cursor.u64();
  if (type === 11) return cursor.i64();
  if (type !== 9 || depth >= limits.gguf.depth) throw cursor.wrong(`type ${type}`, "0 … 12");
  return arrayValue(cursor, depth);
}

function arrayValue(cursor: Cursor, depth: number): MetaValue {
  const type = cursor.u32();
  const scalar = scalars[type];
  const length = cursor.count(limits.gguf.arrayLength, scalar?.[0] ?? 8);
  cursor.spend(32 + 8 * length);
  const list: MetaValue[] = [];
  if (scalar) {
    const [bytes, read] = scalar;
    const from = cursor.take(bytes * length);
    for (let i = 0; i < length; i++) list.push(read(cursor.view, from + i * bytes));
  } else {
    for (let i = 0; i < length; i++) list.push(typedValue(cursor, type, depth + 1));
  }
  return list as unknown as MetaValue; // of one type throughout
}
