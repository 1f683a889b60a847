import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { VitralError } from "#base/error.ts";
import { packageFolder } from "#platform/host.ts";
import { failureOf, languageOf } from "#server/failure.ts";
import { guard, securityHeaders } from "#server/guards.ts";
import { openAiError, openAiRoutes } from "#server/openai/routes.ts";
import { Service, type ServiceOptions } from "#server/service.ts";
import { studioFiles } from "#server/static-files.ts";
import { studioRoutes } from "#server/studio-routes.ts";

export interface ServeOptions extends ServiceOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default: this computer alone. Another one needs a key. */
  readonly host?: string;
  readonly apiKey?: string;
}

/** A server that is listening. */
export interface Serving {
  readonly url: string;
  readonly service: Service;
  /** Ends within a few seconds, whoever is still connected. */
  close(): Promise<void>;
}

const loopback = ["127.0.0.1", "localhost", "[::1]"];
/** Readers that are still connected at the end are cut off after this. */
const graceMs = 2000;

/**
 * Starts the server: the OpenAI API under `/v1`, the studio at `/`. It listens at once; models load in the background.
 * @throws VitralError `server.port`, `server.portForbidden`, `server.address`, `server.keyNeeded`
 */
export async function serve({ port, host = "127.0.0.1", apiKey, ...options }: ServeOptions): Promise<Serving> {
  const isLoopback = loopback.includes(host) || host === "::1";
  if (!isLoopback && !apiKey) throw new VitralError("server.keyNeeded", { host });
  const app = new Hono();
  const server = createServer(getRequestListener(app.fetch));
  server.headersTimeout = 15_000;
  server.requestTimeout = 300_000;
  await listen(server, port, host);
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;

  const service = new Service(options);
  app.use(securityHeaders);
  app.use(guard({ port: bound, hosts: isLoopback ? loopback : [...loopback, host.toLowerCase()], apiKey }));
  app.onError((error, c) => {
    const failure = failureOf(error, languageOf(c.req.header("accept-language")));
    if (c.req.path.startsWith("/v1")) return c.json(openAiError(failure), failure.status);
    return c.json({ error: { code: failure.code, message: failure.message } }, failure.status);
  });
  app.route("/v1", openAiRoutes(service));
  app.route("/api", studioRoutes(service));
  for (const prefix of ["/v1/*", "/api/*"]) {
    app.all(prefix, (c) => {
      throw new VitralError("server.missing", { path: c.req.path });
    });
  }
  app.get("*", studioFiles(join(packageFolder, "dist", "studio")));

  const shown = host === "::1" ? "[::1]" : host;
  return {
    url: `http://${shown}:${bound}`,
    service,
    async close() {
      await new Promise<void>((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
      await service.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE") reject(new VitralError("server.port", { port: String(port) }, { cause }));
      else if (cause.code === "EACCES")
        reject(new VitralError("server.portForbidden", { port: String(port) }, { cause }));
      else if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL)$/.test(cause.code ?? ""))
        reject(new VitralError("server.address", { host }, { cause }));
      else reject(cause);
    });
    server.listen(port, host, resolve);
  });
}
