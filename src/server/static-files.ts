import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { Handler } from "hono";
import { VitralError } from "#base/error.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".map": "application/json",
};

/** The built studio. Files with a hash in their name never change; any other path is a place within the studio. */
export function studioFiles(folder: string): Handler {
  return async (c) => {
    const path = normalize(decodeURIComponent(c.req.path)).replace(/^[/\\]+/, "");
    const file = join(folder, path);
    const isInside = file.startsWith(folder + sep);
    const found = isInside && extname(path) !== "" ? await readFile(file).catch(() => undefined) : undefined;
    if (found) {
      c.header("Content-Type", types[extname(path)] ?? "application/octet-stream");
      c.header("Cache-Control", path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      return c.body(new Uint8Array(found));
    }
    if (extname(path) !== "") throw new VitralError("server.missing", { path: c.req.path });
    const index = await readFile(join(folder, "index.html")).catch(() => undefined);
    if (!index) throw new VitralError("server.missing", { path: c.req.path });
    return c.html(index.toString("utf8"), 200, { "Cache-Control": "no-cache" });
  };
}
