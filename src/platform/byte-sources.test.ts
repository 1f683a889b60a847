import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobSource } from "#platform/blob-source.ts";
import type { ByteSource } from "#platform/byte-source.ts";
import { openFile } from "#platform/file-source.ts";
import { openAddress } from "#platform/http-source.ts";

const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 31) % 251);
let folder: string;
let server: Server;
let address: string;
let served = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitral-sources-"));
  writeFileSync(join(folder, "a.bin"), bytes);
  server = createServer(({ url, headers }, response) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? "") ?? [];
    if (url === "/missing") response.writeHead(404).end();
    else if (url === "/broken") response.writeHead(500).end();
    else if (url === "/whole" || from === undefined) response.writeHead(200).end(bytes);
    else if (url === "/changes" && headers["if-match"] !== undefined && served > 0) response.writeHead(412).end();
    else {
      served += 1;
      const part = bytes.subarray(Number(from), Number(to) + 1);
      response.writeHead(206, { "content-range": `bytes ${from}-${to}/${bytes.length}`, etag: '"1"' }).end(part);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const sources: [string, () => Promise<ByteSource>][] = [
  ["a file", () => openFile(join(folder, "a.bin"))],
  ["a Blob", async () => blobSource(new Blob([bytes]), "a.bin")],
  ["HTTP ranges", () => openAddress(`${address}/ranges`)],
  ["a server without ranges", () => openAddress(`${address}/whole`)],
];

describe.each(sources)("%s", (_, open) => {
  it("gives any range, and fills shared memory", async () => {
    const source = await open();
    expect(source.size).toBe(bytes.length);
    expect(await source.read(0, bytes.length)).toEqual(bytes);
    expect(await source.read(17, 100)).toEqual(bytes.subarray(17, 117));
    expect(await source.read(4_999, 0)).toEqual(new Uint8Array(0));
    const shared = new Uint8Array(new SharedArrayBuffer(64));
    await source.readInto(shared.subarray(8, 40), 4_968);
    expect([...shared.subarray(8, 40)]).toEqual([...bytes.subarray(4_968)]);
    expect(shared[40]).toBe(0);
    await source.close();
  });
});

describe("what cannot be read", () => {
  it("says whether it is missing, a folder or a device", async () => {
    symlinkSync(join(folder, "gone"), join(folder, "dangling"));
    await expect(openFile(join(folder, "none"))).rejects.toMatchObject({ code: "file.missing" });
    await expect(openFile(join(folder, "a.bin", "b"))).rejects.toMatchObject({ code: "file.missing" });
    await expect(openFile(join(folder, "dangling"))).rejects.toMatchObject({ code: "file.missing" });
    await expect(openFile(folder)).rejects.toMatchObject({ code: "file.special" });
    if (process.platform !== "win32") {
      await expect(openFile("/dev/null")).rejects.toMatchObject({ code: "file.special" });
    }
    await expect(openAddress(`${address}/missing`)).rejects.toMatchObject({ code: "file.missing" });
    await expect(openAddress(`${address}/broken`)).rejects.toMatchObject({
      code: "file.unreadable",
      data: { reason: "HTTP 500" },
    });
    await expect(openAddress("http://127.0.0.1:1/a")).rejects.toMatchObject({ code: "file.unreadable" });
  });

  it("says that a file changed while it was read", async () => {
    writeFileSync(join(folder, "b.bin"), bytes);
    const file = await openFile(join(folder, "b.bin"));
    truncateSync(join(folder, "b.bin"), 100);
    await expect(file.read(50, 100)).rejects.toMatchObject({ code: "file.shrank" });
    await file.close();
    served = 0;
    const remote = await openAddress(`${address}/changes`);
    await expect(remote.read(0, 10)).rejects.toMatchObject({ code: "file.shrank" });
    await expect(blobSource(new Blob([bytes]), "b").read(4_990, 20)).rejects.toMatchObject({ code: "file.shrank" });
  });
});
