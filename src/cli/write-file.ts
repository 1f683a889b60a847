import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { VitralError } from "#base/error.ts";

/**
 * Writes a file whole or not at all: beside its place first, and then into it, so that what stood there before is kept
 * if the disk is full or the program is killed. A device (`/dev/stdout`) is written to as it is.
 * @throws VitralError `file.missing` for its folder, `file.special`, `file.full`, `file.unwritable`
 */
export async function writeFile(file: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const failed = (cause: NodeJS.ErrnoException): never => {
    throw writeError(file, cause);
  };
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new VitralError("file.special", { file });
  const isDevice = there !== undefined && !there.isFile();
  const place = isDevice ? file : `${file}.part`;
  const handle = await open(place, "w").catch(failed);
  try {
    for (const chunk of chunks) {
      for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done).catch(failed)).bytesWritten;
    }
    await handle.close();
    if (!isDevice) await rename(place, file).catch(failed);
  } catch (error) {
    await handle.close().catch(() => {});
    if (!isDevice) await rm(place, { force: true }).catch(() => {});
    throw error;
  }
}

function writeError(file: string, cause: NodeJS.ErrnoException): VitralError {
  const { code } = cause;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new VitralError("file.missing", { file: dirname(file) }, { cause });
  if (code === "EISDIR") return new VitralError("file.special", { file }, { cause });
  if (code === "ENOSPC" || code === "EDQUOT") return new VitralError("file.full", { file }, { cause });
  return new VitralError("file.unwritable", { file, reason: code ?? cause.message }, { cause });
}
