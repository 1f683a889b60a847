import { VitralError } from "#base/error.ts";
import { shown } from "#files/foreign.ts";
import { limits } from "#files/limits.ts";

/** The header needs more bytes than were read: read on, if the file has them. No error for people. */
export class Shortage extends Error {
  /** Bytes from the file's start that are needed at least. */
  readonly needed: number;
  constructor(needed: number) {
    super("more of the header is needed");
    this.needed = needed;
  }
}

/** Reads a header forwards. Every step checks the file's size first, then the bytes at hand. */
export interface Cursor {
  readonly view: DataView;
  /** What is being read, for errors. */
  field: string;
  /** Bytes passed so far. */
  position(): number;
  /** Passes `length` bytes, and says where they begin. */
  take(length: number): number;
  u32(): number;
  u64(): number | bigint;
  i64(): number | bigint;
  /** A count of things of at least `bytesEach` bytes each, which the rest of the file can hold. */
  count(limit: number, bytesEach: number): number;
  string(limit: number): string;
  /** Accounts for what a value takes on the JS heap. */
  spend(bytes: number): void;
  /** The error that says what stands in the field, and what should. */
  wrong(value: unknown, expected: string): VitralError;
}

/**
 * @param bytes the file from its start, as far as it was read
 * @param size  of the whole file
 */
export function openCursor(bytes: Uint8Array, file: string, size: number): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let at = 0;
  let heap = 0;

  const ends = (needed: number | bigint): VitralError =>
    new VitralError("gguf.truncated", { file, size, field: shown(cursor.field), offset: at, needed: String(needed) });
  const small = (value: bigint): number | bigint =>
    value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

  const cursor: Cursor = {
    view,
    field: "magic",
    position: () => at,
    take(length) {
      if (at + length > size) throw ends(length);
      if (at + length > bytes.length) throw new Shortage(at + length);
      at += length;
      return at - length;
    },
    u32: () => view.getUint32(cursor.take(4), true),
    u64: () => small(view.getBigUint64(cursor.take(8), true)),
    i64: () => small(view.getBigInt64(cursor.take(8), true)),
    count(limit, bytesEach) {
      const value = cursor.u64();
      if (typeof value === "bigint" || value > limit) throw cursor.wrong(value, `≤ ${limit}`);
      if (value * bytesEach > size - at) throw ends(value * bytesEach);
      return value;
    },
    string(limit) {
      const length = cursor.count(limit, 1);
      const from = cursor.take(length);
      cursor.spend(32 + length);
      return utf8.decode(bytes.subarray(from, from + length));
    },
    spend(more) {
      heap += more;
      if (heap > limits.gguf.heapBytes) throw cursor.wrong(`≥ ${heap} B`, `≤ ${limits.gguf.heapBytes} B`);
    },
    wrong: (value, expected) =>
      new VitralError("gguf.bad", { file, field: shown(cursor.field), value: shown(value), expected }),
  };
  return cursor;
}
