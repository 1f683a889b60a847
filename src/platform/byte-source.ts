/**
 * Bytes that are read by range: a file in Node, a Blob or an HTTP range in a browser.
 * Models are larger than the JS heap likes, so nobody reads one whole.
 */
export interface ByteSource {
  /** How people know it: a path or an address. */
  readonly name: string;
  /** Total bytes. */
  readonly size: number;
  /** `length` bytes from `offset`. The caller checks the range against `size` first. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Reads straight into `into` (shared memory is fine), from `offset`, as many bytes as `into` holds. */
  readInto(into: Uint8Array, offset: number): Promise<void>;
  close(): Promise<void>;
}
