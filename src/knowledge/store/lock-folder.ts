import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VitralError } from "#base/error.ts";

/**
 * Makes a folder if it is missing, and holds it for this process until the server that stands for it is closed. The lock
 * is an address that one process at a time can listen at, so that it ends with its process, however that ends.
 * @throws VitralError `knowledge.locked` if another process holds it, `knowledge.store` if there can be no such folder
 */
export async function lockFolder(folder: string, platform: NodeJS.Platform = process.platform): Promise<Server> {
  const failure = (cause: unknown): VitralError => {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    return new VitralError("knowledge.store", { folder, reason }, { cause });
  };
  let address: string;
  try {
    mkdirSync(folder, { recursive: true });
    address = addressOf(realpathSync(folder), platform);
  } catch (cause) {
    throw failure(cause);
  }
  try {
    return await listen(address);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw failure(cause);
    if (hasFile(platform) && !(await answers(address))) {
      rmSync(address, { force: true }); // its process was killed: only the file is left
      const again = await listen(address).catch(() => undefined);
      if (again) return again;
    }
    throw new VitralError("knowledge.locked", { folder }, { cause });
  }
}

/** Linux has addresses without files, and Windows pipes; elsewhere a socket is a file, which outlives its process. */
const hasFile = (platform: NodeJS.Platform): boolean => platform !== "win32" && platform !== "linux";

function addressOf(path: string, platform: NodeJS.Platform): string {
  const name = `vitral-${createHash("sha1").update(path).digest("hex").slice(0, 20)}`;
  if (platform === "win32") return `\\\\.\\pipe\\${name}`;
  return hasFile(platform) ? join(tmpdir(), `${name}.sock`) : `\0${name}`;
}

function listen(address: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {}); // whoever looked is gone
    socket.end(String(process.pid));
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve(server));
  });
}

const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(address);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
