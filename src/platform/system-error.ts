import { VitralError } from "#base/error.ts";
import { fileError } from "#platform/file-source.ts";

/**
 * What the operating system refused, found in any error that comes of it, however deep in its causes: a full disk, also
 * where a database says so in its own words, or a path that is missing or forbidden. Undefined: it was not the system.
 */
export function systemError(thrown: unknown): VitralError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof VitralError) return error;
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT" || /no space left on device|disk quota exceeded/i.test(message))
      return new VitralError("disk.full", {}, { cause: thrown });
    if (path !== undefined && /^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|EMFILE|EIO)$/.test(code ?? ""))
      return fileError(path, error);
  }
  return undefined;
}
