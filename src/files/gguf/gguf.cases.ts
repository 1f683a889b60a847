/** Writes GGUF files for tests, right ones and wrong ones, a field after the other. */
export class GgufWriter {
  private readonly parts: number[] = [];

  u32(value: number): this {
    for (let i = 0; i < 4; i++) this.parts.push((value >>> (8 * i)) & 255);
    return this;
  }
  u64(value: number | bigint): this {
    for (let i = 0n; i < 8n; i++) this.parts.push(Number((BigInt(value) >> (8n * i)) & 255n));
    return this;
  }
  raw(bytes: Iterable<number>): this {
    this.parts.push(...bytes);
    return this;
  }
  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.u64(bytes.length).raw(bytes);
  }
  start(tensors: number | bigint, metadata: number | bigint, version = 3): this {
    return this.raw(new TextEncoder().encode("GGUF")).u32(version).u64(tensors).u64(metadata);
  }
  tensor(name: string, extents: readonly (number | bigint)[], type: number, offset: number | bigint): this {
    this.text(name).u32(extents.length);
    for (const extent of extents) this.u64(extent);
    return this.u32(type).u64(offset);
  }
  align(alignment = 32): this {
    while (this.parts.length % alignment !== 0) this.parts.push(0);
    return this;
  }
  bytes(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}
