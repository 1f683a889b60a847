import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { resolveModel } from "#runtime/resolve.ts";
import { knownServers, serverCards } from "#runtime/servers.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The address of a server that answers so. */
async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

it("looks where LM Studio and Ollama listen", () => {
  expect(knownServers.map((url) => new URL(url).port)).toEqual(["1234", "11434"]);
});

it("lists what a server has, embedders as such, each with a ref that leads back to it", async () => {
  const asked: (string | undefined)[] = [];
  const url = await listening(({ url: path }, answer) => {
    asked.push(path);
    answer.end(
      JSON.stringify({ data: [{ id: "qwen2.5:0.5b" }, { id: "50%/odd#name" }, { id: "text-embedding-nomic" }] }),
    );
  });
  const cards = await serverCards([url]);
  expect(asked).toEqual(["/v1/models"]);
  expect(cards.map(({ name, role }) => `${role} ${name}`)).toEqual([
    "llm qwen2.5:0.5b",
    "llm 50%/odd#name",
    "embedder text-embedding-nomic",
  ]);
  for (const { ref, name } of cards)
    expect(await resolveModel(ref)).toMatchObject({ kind: "remote", baseUrl: url, model: name });
});

it.each<[string, RequestListener]>([
  ["is another program", (_, answer) => void answer.end("<html>")],
  ["fails", (_, answer) => void answer.writeHead(500).end("{}")],
  ["lists nonsense", (_, answer) => void answer.end('{"data": [null, {"id": 7}, "x"]}')],
  ["sends elsewhere", (_, answer) => void answer.writeHead(302, { location: "http://127.0.0.1:9/" }).end()],
  ["says nothing", () => {}],
])("passes over one that %s, soon", async (_, answer) => {
  const begun = performance.now();
  expect(await serverCards([await listening(answer), "http://127.0.0.1:9/v1"])).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

it("an address without a path means the API's own", async () => {
  expect(await resolveModel("http://127.0.0.1:1234#m")).toMatchObject({ baseUrl: "http://127.0.0.1:1234/v1" });
  await expect(resolveModel("http://127.0.0.1:1234/v1#")).rejects.toMatchObject({ code: "runtime.remoteRef" });
});
