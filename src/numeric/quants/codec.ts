/**
 * How one type stores weights: in blocks of `block` weights, `bytes` bytes each.
 * `unpack` and `pack` work on whole blocks; the formulas stand in each file.
 */
export interface Codec {
  readonly type: string;
  readonly block: number;
  readonly bytes: number;
  /** Stored blocks → float32. `stored` may begin at any byte. */
  unpack(stored: Uint8Array, into: Float32Array): void;
  /** float32 → stored blocks, rounded as ggml rounds. */
  pack(weights: Float32Array, into: Uint8Array): void;
}

/** A little-endian view of the same bytes. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
