import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockFolder } from "#knowledge/store/lock-folder.ts";

let place: string;
const others: ChildProcess[] = [];
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "vitral-lock-"));
});
afterAll(() => {
  for (const other of others) other.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
});

/** Another process that listens at an address until it is killed. */
async function other(address: string | object): Promise<ChildProcess> {
  const program = `require("node:net").createServer((socket) => socket.end()).listen(${JSON.stringify(address)}, () => console.log("held"))`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  others.push(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

const killed = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGKILL");
  });

const free = async (folder: string, platform?: NodeJS.Platform): Promise<void> => {
  const lock = await lockFolder(folder, platform);
  await new Promise((resolve) => lock.close(resolve));
};

const platforms: NodeJS.Platform[] = process.platform === "win32" ? ["win32"] : [process.platform, "darwin"];

describe.each(platforms)("the lock of a folder, as on %s", (platform) => {
  it("makes the folder, is held by one at a time, and can be had again once it was given back", async () => {
    const folder = join(place, platform, "new");
    const lock = await lockFolder(folder, platform);
    await expect(lockFolder(folder, platform)).rejects.toMatchObject({ code: "knowledge.locked", data: { folder } });
    await free(join(place, platform, "another"), platform);
    await new Promise((resolve) => lock.close(resolve));
    await free(folder, platform);
  });

  it("is one and the same by every path to the folder", async () => {
    const folder = join(place, platform, "same");
    const lock = await lockFolder(folder, platform);
    const roundabout = `${place}/./${platform}/../${platform}/same/`;
    await expect(lockFolder(roundabout, platform)).rejects.toMatchObject({ code: "knowledge.locked" });
    await new Promise((resolve) => lock.close(resolve));
  });

  it("is refused while another process holds it, and free as soon as that one is killed", async () => {
    const folder = join(place, platform, "killed");
    const lock = await lockFolder(folder, platform);
    const address = lock.address() as string;
    await new Promise((resolve) => lock.close(resolve));
    const holder = await other(address);
    await expect(lockFolder(folder, platform)).rejects.toMatchObject({ code: "knowledge.locked" });
    await killed(holder);
    await free(folder, platform);
  });

  it("says that there can be no such folder", async () => {
    writeFileSync(join(place, "file"), "");
    const inFile = lockFolder(join(place, "file", "inner"), platform);
    await expect(inFile).rejects.toMatchObject({ code: "knowledge.store", data: { reason: "ENOTDIR" } });
  });
});
