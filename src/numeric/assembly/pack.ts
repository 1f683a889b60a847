// Weights as files store them → panels of 8 rows, so that a matrix product reads one stream from beginning to end.
//   F32, F16, BF16   column by column, 8 rows side by side: 8 numbers a column
//   4 bits           32 columns at a time: 128 bytes of nibbles, 8 scales, 8 minima in float32 (192 bytes)
//                    byte v·32 + (r ÷ 4)·16 + (r mod 4)·4 + j: column 8v + j in the low nibble, 8v + 4 + j in the high one
//   8 bits           32 columns at a time: 256 bytes, 8 scales in float32 (288 bytes); byte (c ÷ 2)·16 + 2r + (c mod 2)
import { half } from "./simd";

/** Rows `from` … `to` − 1 of width `k` numbers of `size` bytes (4 or 2); `rows` is what the matrix has. */
export function packPlain(source: usize, panels: usize, rows: i32, k: i32, size: i32): void {
  const groups = (rows + 7) >> 3;
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < 8; r++) {
        const row = g * 8 + r;
        const to = panels + <usize>((<i64>g * k + c) * 8 + r) * size;
        if (size == 4) store<f32>(to, row < rows ? load<f32>(source + (<usize>row * k + c) * 4) : 0);
        else store<u16>(to, row < rows ? load<u16>(source + (<usize>row * k + c) * 2) : 0);
      }
    }
  }
}

/** Q4_0 (18 bytes a block) or Q4_1 (20 bytes) → panels of 4 bits. Q4_0's q − 8 becomes the minimum −8 d. */
export function packQ4(source: usize, panels: usize, rows: i32, k: i32, hasMinimum: bool): void {
  const blocks = k >> 5;
  const bytes: usize = hasMinimum ? 20 : 18;
  const head: usize = hasMinimum ? 4 : 2;
  let to = panels;
  for (let g = 0; g < rows; g += 8) {
    for (let b = 0; b < blocks; b++) {
      for (let r = 0; r < 8; r++) {
        const at = to + (r >> 2) * 16 + (r & 3) * 4;
        if (g + r >= rows) {
          for (let v = 0; v < 4; v++) store<u32>(at + v * 32, 0);
          store<f32>(to + 128 + r * 4, 0);
          store<f32>(to + 160 + r * 4, 0);
          continue;
        }
        const from = source + (<usize>(g + r) * blocks + b) * bytes;
        const d = half(from);
        store<f32>(to + 128 + r * 4, d);
        store<f32>(to + 160 + r * 4, hasMinimum ? half(from + 2) : -8 * d);
        // columns 0–15 are the low nibbles of the stored 16 bytes, 16–31 the high ones
        for (let v = 0; v < 4; v++) {
          const shift: u32 = v < 2 ? 0 : 4;
          const word = from + head + (v & 1) * 8;
          const low = (load<u32>(word) >> shift) & 0x0f0f0f0f;
          const high = (load<u32>(word + 4) >> shift) & 0x0f0f0f0f;
          store<u32>(at + v * 32, low | (high << 4));
        }
      }
      to += 192;
    }
  }
}

/** Q8_0 (34 bytes a block) → panels of 8 bits. */
export function packQ8(source: usize, panels: usize, rows: i32, k: i32): void {
  const blocks = k >> 5;
  let to = panels;
  for (let g = 0; g < rows; g += 8) {
    for (let b = 0; b < blocks; b++) {
      for (let r = 0; r < 8; r++) {
        const known = g + r < rows;
        const from = source + (<usize>(g + r) * blocks + b) * 34;
        for (let c = 0; c < 32; c += 2) store<u16>(to + c * 8 + r * 2, known ? load<u16>(from + 2 + c) : 0);
        store<f32>(to + 256 + r * 4, known ? half(from) : 0);
      }
      to += 288;
    }
  }
}
