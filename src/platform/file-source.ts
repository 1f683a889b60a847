import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { VitralError } from "#base/error.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/**
 * A file, read by range.
 * @throws VitralError `file.missing`, `file.unreadable`, `file.special`; while reading, `file.shrank`
 */
export async function openFile(path: string): Promise<ByteSource> {
  const failed = (cause: NodeJS.ErrnoException): never => {
    throw fileError(path, cause);
  };
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0); // a pipe would wait for its writer; Windows has neither
  const handle = await open(path, flags).catch(failed);
  const found = await handle.stat().catch(failed);
  if (!found.isFile()) {
    await handle.close();
    throw new VitralError("file.special", { file: path });
  }
  const readInto = async (into: Uint8Array, offset: number): Promise<void> => {
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await handle.read(into, done, into.length - done, offset + done).catch(failed);
      if (bytesRead === 0) throw new VitralError("file.shrank", { file: path });
      done += bytesRead;
    }
  };
  return {
    name: path,
    size: found.size,
    readInto,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      await readInto(bytes, offset);
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** Whether the path is a folder. @throws VitralError `file.missing`, `file.unreadable` */
export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw fileError(path, cause);
  });
  return found.isDirectory();
}

/** What the operating system says of a file, as a VitralError. */
export function fileError(file: string, cause: NodeJS.ErrnoException): VitralError {
  if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return new VitralError("file.missing", { file }, { cause });
  if (cause.code === "EISDIR") return new VitralError("file.special", { file }, { cause });
  if (cause.code === "ENOSPC") return new VitralError("file.full", { file }, { cause });
  return new VitralError("file.unreadable", { file, reason: cause.code ?? cause.message }, { cause });
}
