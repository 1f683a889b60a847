import type { Folder } from "#files/huggingface/json-file.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/** A file that is only in memory, and counts what is read of it and whether it is open. */
export interface MemoryFile extends ByteSource {
  readonly asked: { bytes: number; largest: number; open: number };
}

/** The same, from the bytes. Reading past the end throws: callers check ranges first. */
export function memoryFile(name: string, bytes: Uint8Array): MemoryFile {
  const asked = { bytes: 0, largest: 0, open: 1 };
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (offset + length > bytes.length) throw new RangeError(`${name}: read past its end`);
    asked.bytes += length;
    asked.largest = Math.max(asked.largest, length);
    return bytes.slice(offset, offset + length);
  };
  const readInto = async (into: Uint8Array, offset: number): Promise<void> => into.set(await read(offset, into.length));
  const close = async (): Promise<void> => {
    asked.open -= 1;
  };
  return { name, size: bytes.length, asked, read, readInto, close };
}

/** A folder in memory, and every file that was opened in it. */
export function memoryFolder(files: Readonly<Record<string, Uint8Array | string>>): Folder & { opened: MemoryFile[] } {
  const opened: MemoryFile[] = [];
  return {
    path: "folder",
    opened,
    has: async (name) => Object.hasOwn(files, name),
    open: async (name) => {
      const content = files[name];
      if (content === undefined) throw new RangeError(`${name} is not in the folder`);
      const file = memoryFile(
        `folder/${name}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
      opened.push(file);
      return file;
    },
  };
}
