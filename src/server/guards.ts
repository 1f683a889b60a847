import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { VitralError } from "#base/error.ts";

/** Who may ask: names by which this server is reached, and the key if there is one. */
export interface GuardOptions {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly apiKey?: string | undefined;
}

/** Bodies that are no uploads. */
const maxBodyBytes = 8 << 20;
const maxUploadBytes = 512 << 20;

/**
 * Refuses who is not meant: a name that is not ours (DNS rebinding), a page of another origin, a missing key, a body
 * too large to hold.
 */
export function guard({ port, hosts, apiKey }: GuardOptions): MiddlewareHandler {
  const isOurs = (authority: string): boolean => hosts.includes(authority.replace(/:\d+$/, "").toLowerCase());
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    const origin = c.req.header("origin");
    if (!isOurs(host)) throw new VitralError("server.foreign", { port: String(port) });
    if (origin !== undefined && !isSame(origin, host)) throw new VitralError("server.foreign", { port: String(port) });
    const isApi = /^\/(api|v1)(\/|$)/.test(c.req.path);
    if (apiKey && isApi && !sameKey(c.req.header("authorization") ?? "", `Bearer ${apiKey}`))
      throw new VitralError("server.key", {});
    boundBody(c);
    await next();
  };
}

/** A page may ask the server that it came from: same name, same port. A page without an origin says `null`. */
const isSame = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host.toLowerCase() === host.toLowerCase().replace(/:80$/, "");

/** A body that says how long it is is refused before it comes; one that does not, when it has become too long. */
function boundBody(c: Context): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  const isUpload = /^multipart\/form-data/i.test(c.req.header("content-type") ?? "");
  const limit = isUpload ? maxUploadBytes : maxBodyBytes;
  const tooLarge = (): VitralError => {
    c.header("Connection", "close"); // the rest of the body is not read
    return new VitralError("server.large", { limit });
  };
  const length = c.req.header("content-length");
  if (length !== undefined) {
    if (!(Number(length) <= limit)) throw tooLarge();
  } else if (c.req.header("transfer-encoding") !== undefined && c.req.raw.body) {
    let read = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        read += bytes.length;
        if (read > limit) controller.error(tooLarge());
        else controller.enqueue(bytes);
      },
    });
    const { url, method, headers, signal, body } = c.req.raw;
    c.req.raw = new Request(url, {
      method,
      headers,
      signal,
      body: body.pipeThrough(counted),
      duplex: "half",
    } as RequestInit);
  }
}

/** In constant time: hashes have one length. */
function sameKey(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

/** Lets the studio use shared memory, and nothing from elsewhere. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("Cross-Origin-Opener-Policy", "same-origin");
  c.header("Cross-Origin-Embedder-Policy", "require-corp");
  c.header("Cross-Origin-Resource-Policy", "same-origin");
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "no-referrer");
  c.header(
    "Content-Security-Policy",
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
};
