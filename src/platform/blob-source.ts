import { VitralError } from "#base/error.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/**
 * A Blob or a File that was dropped on a page, read by range. The browser keeps it outside the JS heap.
 * While reading: VitralError `file.unreadable` if the file under it changed or went away.
 */
export function blobSource(blob: Blob, name: string): ByteSource {
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const slice = blob.slice(offset, offset + length);
    if (slice.size < length) throw new VitralError("file.shrank", { file: name });
    const buffer = await slice.arrayBuffer().catch((cause: Error) => {
      throw new VitralError("file.unreadable", { file: name, reason: cause.name }, { cause });
    });
    return new Uint8Array(buffer);
  };
  return {
    name,
    size: blob.size,
    read,
    readInto: async (into, offset) => into.set(await read(offset, into.length)),
    close: async () => {},
  };
}
