/** A web server for a page with the engine: files of this house by HTTP ranges, isolated from other pages or not. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const house = fileURLToPath(new URL("../../", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const page = `<!doctype html><html lang="en"><title>The engine</title><link rel="icon" href="data:,">
<script type="module">globalThis.library = await import("/dist/web/browser.js");</script>`;

/** One answer: which path, and how many bytes. */
export interface Served {
  readonly path: string;
  /** Whether a range was asked for. */
  readonly isRange: boolean;
  readonly bytes: number;
}

export interface HouseServer {
  readonly url: string;
  readonly served: Served[];
  close(): void;
}

/** Serves a page with the library as `library` at `/`, and below it `dist/`, `models/` and `test/goldens/`. */
export async function serveHouse(isIsolated: boolean): Promise<HouseServer> {
  const served: Served[] = [];
  const server = createServer(({ url = "/", headers }, response) => {
    const { pathname } = new URL(url, "http://house");
    const common = { "cache-control": "no-store", ...(isIsolated && isolation) };
    if (pathname === "/") {
      response.writeHead(200, { ...common, "content-type": "text/html" }).end(page);
      return;
    }
    const file = house + pathname.slice(1);
    if (!/^\/(dist|models|test\/goldens)\/[\w./-]+$/.test(pathname) || pathname.includes("..") || !existsSync(file)) {
      response.writeHead(404, common).end();
      return;
    }
    const { size } = statSync(file);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    const isRange = from !== undefined;
    const [start, end] = isRange ? [Number(from), Number(to)] : [0, size - 1];
    served.push({ path: pathname, isRange, bytes: end - start + 1 });
    response.writeHead(isRange ? 206 : 200, {
      ...common,
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": end - start + 1,
      ...(isRange && { "content-range": `bytes ${start}-${end}/${size}` }),
    });
    createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    served,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
