import type { ModelFile } from "#files/model-file.ts";

/** From each tensor, this many bytes of its beginning and of its middle. */
const sampleBytes = 256;

/**
 * A short name of a model's weights: SHA-256 over every tensor's name, type, shape and some of its bytes. Cheap, since
 * it reads little; enough to tell one conversion, quantisation or training from another.
 * @returns 16 hexadecimal digits
 */
export async function fingerprint({ tensors }: ModelFile): Promise<string> {
  const sorted = [...tensors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const reads = sorted.flatMap(({ name, type, shape, bytes, offset, source }) => {
    const length = Math.min(sampleBytes, bytes);
    return [
      new TextEncoder().encode(`${name}\n${type}\n${shape.join("×")}\n`),
      source.read(offset, length),
      source.read(offset + Math.floor((bytes - length) / 2), length),
    ];
  });
  const parts = await Promise.all(reads); // at once: over a network each read waits for its answer
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts as BlobPart[]).arrayBuffer());
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
