// Single rows of a matrix as float32: embedding look-ups.
import { half } from "./simd";

export const F32: i32 = 0;
export const F16: i32 = 1;
export const BF16: i32 = 2;
export const Q4: i32 = 3;
export const Q8: i32 = 4;
/** As the file stores them, for tables that no product reads. */
export const RAW_Q4_0: i32 = 5;
export const RAW_Q4_1: i32 = 6;
export const RAW_Q8_0: i32 = 7;
export const RAW_F32: i32 = 8;

/** Row `row` of `table` → `k` numbers at `to`. */
export function unpackRow(kind: i32, table: usize, row: i32, k: i32, to: usize): void {
  const lane = <usize>(row & 7);
  const group = <usize>(row >> 3);
  const blocks = <usize>(k >> 5);
  if (kind == RAW_F32) {
    memory.copy(to, table + <usize>row * k * 4, <usize>k * 4);
  } else if (kind == F32) {
    for (let c = 0; c < k; c++) store<f32>(to + c * 4, load<f32>(table + ((group * k + c) * 8 + lane) * 4));
  } else if (kind == F16) {
    for (let c = 0; c < k; c++) store<f32>(to + c * 4, half(table + ((group * k + c) * 8 + lane) * 2));
  } else if (kind == BF16) {
    for (let c = 0; c < k; c++) {
      store<f32>(to + c * 4, reinterpret<f32>((<u32>load<u16>(table + ((group * k + c) * 8 + lane) * 2)) << 16));
    }
  } else if (kind == Q4) {
    for (let b: usize = 0; b < blocks; b++) {
      const panel = table + (group * blocks + b) * 192;
      const d = load<f32>(panel + 128 + lane * 4);
      const m = load<f32>(panel + 160 + lane * 4);
      const at = panel + (lane >> 2) * 16 + (lane & 3) * 4;
      for (let c: usize = 0; c < 32; c++) {
        const byte = <u32>load<u8>(at + (c >> 3) * 32 + (c & 3));
        store<f32>(to + (b * 32 + c) * 4, d * <f32>((c & 4) != 0 ? byte >> 4 : byte & 15) + m);
      }
    }
  } else if (kind == Q8) {
    for (let b: usize = 0; b < blocks; b++) {
      const panel = table + (group * blocks + b) * 288;
      const d = load<f32>(panel + 256 + lane * 4);
      for (let c: usize = 0; c < 32; c++) {
        store<f32>(to + (b * 32 + c) * 4, d * <f32>load<i8>(panel + (c >> 1) * 16 + lane * 2 + (c & 1)));
      }
    }
  } else if (kind == RAW_Q8_0) {
    for (let b: usize = 0; b < blocks; b++) {
      const block = table + (<usize>row * blocks + b) * 34;
      const d = half(block);
      for (let c: usize = 0; c < 32; c++) store<f32>(to + (b * 32 + c) * 4, d * <f32>load<i8>(block + 2 + c));
    }
  } else {
    const isQ41 = kind == RAW_Q4_1;
    const bytes: usize = isQ41 ? 20 : 18;
    for (let b: usize = 0; b < blocks; b++) {
      const block = table + (<usize>row * blocks + b) * bytes;
      const d = half(block);
      const m = isQ41 ? half(block + 2) : -8 * d;
      for (let c: usize = 0; c < 16; c++) {
        const byte = <u32>load<u8>(block + bytes - 16 + c);
        store<f32>(to + (b * 32 + c) * 4, d * <f32>(byte & 15) + m);
        store<f32>(to + (b * 32 + 16 + c) * 4, d * <f32>(byte >> 4) + m);
      }
    }
  }
}
