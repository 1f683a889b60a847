import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openPostgres } from "#knowledge/store/postgres.ts";

/** A server that speaks enough of PostgreSQL's protocol (version 3) to be asked without parameters, and can break. */
interface Pretended {
  readonly url: string;
  readonly asked: string[];
  /** Connections that were made so far. */
  readonly connections: () => number;
  /** Ends every connection, as a server does that starts anew. */
  readonly hangUp: () => void;
}

/** A message of the protocol: its kind, its length and its body. */
function message(kind: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(kind), length, bytes]);
}
const welcome = Buffer.concat([message("R", Buffer.alloc(4)), message("Z", "I")]);
const done = Buffer.concat([message("C", "SELECT 0\0"), message("Z", "I")]);
const refused = (code: string, words: string): Buffer =>
  Buffer.concat([message("E", `SERROR\0C${code}\0M${words}\0\0`), message("Z", "I")]);

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
});

/** `answer` says what comes back for a statement: undefined hangs up in the middle of it. */
async function pretend(answer: (sql: string) => Buffer | undefined = () => done): Promise<Pretended> {
  const asked: string[] = [];
  let connections = 0;
  server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(welcome);
      socket.on("data", (bytes) => {
        if (bytes[0] !== "Q".charCodeAt(0)) return;
        const sql = bytes.subarray(5, -1).toString();
        asked.push(sql);
        const reply = answer(sql);
        if (reply) socket.write(reply);
        else socket.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://reader:secret@127.0.0.1:${port}/texts`,
    asked,
    connections: () => connections,
    hangUp() {
      for (const socket of sockets) socket.end(message("E", "SFATAL\0C57P01\0Mterminating connection\0\0"));
    },
  };
}

describe("a PostgreSQL server", () => {
  it("may start anew while nothing is asked: the next query connects again", async () => {
    const { url, hangUp, connections } = await pretend();
    const database = await openPostgres(url);
    hangUp();
    await new Promise((resolve) => setTimeout(resolve, 100)); // the program would have ended by now
    expect(await database.query("SELECT 2")).toEqual([]);
    expect(connections()).toBe(2);
    await database.close();
  });

  it("that breaks in a query or a transaction is named, without its password, and may be asked again", async () => {
    let breaks = false;
    const { url } = await pretend(() => (breaks ? undefined : done));
    const database = await openPostgres(url);
    breaks = true;
    const asked = [database.query("SELECT 2"), database.transaction([{ sql: "SELECT 3" }])];
    for (const each of asked) {
      await expect(each).rejects.toMatchObject({ code: "knowledge.server" });
      await expect(each).rejects.not.toThrow(/secret/);
    }
    breaks = false;
    expect(await database.query("SELECT 4")).toEqual([]);
    await database.transaction([{ sql: "SELECT 5" }]);
    await database.close();
  });

  it.each([
    ["0A000", 'extension "vector" is not available'],
    ["42501", 'permission denied to create extension "vector"'],
    ["53100", "could not extend file: No space left on device"],
  ])("that refuses (%s) is named with its reason, and nothing of the transaction stays", async (code, words) => {
    const { url, asked } = await pretend((sql) => (sql === "CREATE" ? refused(code, words) : done));
    const database = await openPostgres(url);
    const making = database.transaction([{ sql: "CREATE" }, { sql: "INSERT" }]);
    await expect(making).rejects.toMatchObject({ code: "knowledge.server", data: { reason: words } });
    expect(asked.slice(-3)).toEqual(["BEGIN", "CREATE", "ROLLBACK"]);
    await database.close();
  });

  it("is not blamed for wrong SQL", async () => {
    const { url } = await pretend((sql) => (sql === "SELEC" ? refused("42601", "syntax error") : done));
    const database = await openPostgres(url);
    await expect(database.query("SELEC")).rejects.not.toHaveProperty("name", "VitralError");
    await database.close();
  });

  it("that is none is named too, whatever the address looks like", async () => {
    for (const url of ["postgres://someone:secret@127.0.0.1:1/none", "//someone:secret@nowhere.invalid"]) {
      await expect(openPostgres(url)).rejects.toMatchObject({ code: "knowledge.server" });
      await expect(openPostgres(url)).rejects.not.toThrow(/secret/);
    }
  });
});
