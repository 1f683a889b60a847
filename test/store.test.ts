/** One list of cases for every store: the embedded database in memory and in a folder, and PostgreSQL where there is one. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Knowledge, type KnowledgeOptions, openKnowledge } from "#knowledge/knowledge.ts";
import type { IndexEvent } from "#knowledge/passage.ts";
import { openEmbedder } from "#runtime/open.ts";
import type { Embedder } from "#runtime/runtime.ts";

const e5 = fileURLToPath(new URL("../models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf", import.meta.url));
const databaseUrl = process.env["DATABASE_URL"];
let embedder: Embedder & { close(): Promise<void> };
let place: string;
beforeAll(async () => {
  embedder = await openEmbedder(e5);
  place = mkdtempSync(join(tmpdir(), "vitral-store-"));
});
afterAll(async () => {
  await embedder?.close();
  rmSync(place, { recursive: true, force: true });
});

async function outcome(events: AsyncIterable<IndexEvent>) {
  const skipped: string[] = [];
  for await (const event of events) {
    if (event.type === "skipped") skipped.push(event.code);
    if (event.type === "indexed") return { ...event, skipped };
  }
  throw new Error("the indexing did not end");
}

const stores: { name: string; options: () => Omit<KnowledgeOptions, "embedder">; skip?: boolean }[] = [
  { name: "the embedded database in memory", options: () => ({}) },
  { name: "the embedded database in a folder", options: () => ({ folder: join(place, "home") }) },
  {
    name: databaseUrl ? "PostgreSQL" : "PostgreSQL (skipped: DATABASE_URL names none)",
    options: () => ({ databaseUrl: databaseUrl ?? "" }),
    skip: !databaseUrl,
  },
];

describe.each(stores)("$name", ({ options, skip }) => {
  if (skip) {
    it.skip("needs a server", () => {});
    return;
  }
  const name = `store-${process.pid}`;
  let knowledge: Knowledge;
  let current: Embedder;
  let folder: string;
  const write = (file: string, text: string | Uint8Array) => writeFileSync(join(folder, file), text);
  beforeAll(async () => {
    folder = mkdtempSync(join(place, "texts-"));
    current = embedder;
    knowledge = await openKnowledge({ ...options(), embedder: async () => current });
  });
  afterAll(async () => {
    await knowledge?.delete(name).catch(() => {});
    await knowledge?.close();
  });

  it("indexes a folder, with what is broken told and left out", async () => {
    write(
      "bells.md",
      "# Bells\n\n🔔 The Zorvax works in Almunia makes bells of bronze. Petra Quill founded it in 1887.\n",
    );
    write("canción.txt", "La difícil canción de la montaña se canta en invierno.\n");
    write("zero.json", JSON.stringify([{ note: "a zero \u0000 inside, and half a character \ud83d" }]));
    write("broken.pdf", "%PDF-1.4 and nothing more");
    mkdirSync(join(folder, "inner"));
    write("inner/roof.txt", "The roof of the works is made of slate.\n");
    const { documents, skipped } = await outcome(knowledge.index(name, [folder]));
    expect(documents).toBe(4);
    expect(skipped).toEqual(["load.broken"]);
  });

  it("keeps every passage at its place: UTF-16 offsets into the text", async () => {
    for (const { id } of await knowledge.documents(name)) {
      const { text, chunks, document } = await knowledge.open(name, id);
      expect(chunks.length).toBe(document.chunks);
      for (const { start, end } of chunks) expect(text.slice(start, end).trim().length).toBeGreaterThan(0);
    }
    const { passages } = await knowledge.search(name, "What did Petra Quill found in 1887?");
    const { quote, start, text } = passages[0]!;
    expect(text.slice(quote!.start - start, quote!.end - start)).toBe("Petra Quill founded it in 1887.");
  });

  it("finds words without their accents and by their stems", async () => {
    const { passages } = await knowledge.search(name, "dificiles canciones de montanas");
    expect(passages[0]!.document.path).toContain("canción.txt");
    expect(passages[0]!.textRank).toBe(1);
  });

  it("touches only what changed", async () => {
    expect(await outcome(knowledge.index(name, [folder]))).toMatchObject({ documents: 0, unchanged: 4, removed: 0 });
    const before = await knowledge.documents(name);
    write("bells.md", "# Bells\n\nThe Zorvax works closed in 1931.\n");
    rmSync(join(folder, "canción.txt"));
    expect(await outcome(knowledge.index(name, [folder]))).toMatchObject({ documents: 1, unchanged: 2, removed: 1 });
    const after = await knowledge.documents(name);
    const ids = (list: typeof before) => new Map(list.map(({ path, id }) => [path.split("/").at(-1), id]));
    expect(ids(after).get("roof.txt")).toBe(ids(before).get("roof.txt"));
    expect(ids(after).has("canción.txt")).toBe(false);
    const { passages } = await knowledge.search(name, "When did the Zorvax works close?");
    expect(passages[0]!.text).toContain("1931");
    expect(passages.some(({ text }) => text.includes("Petra"))).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)(
    "skips a folder that may not be read, and keeps what it knows of it",
    async () => {
      chmodSync(join(folder, "inner"), 0);
      try {
        const { removed, skipped } = await outcome(knowledge.index(name, [folder]));
        expect(removed).toBe(0);
        expect(skipped).toContain("file.unreadable");
      } finally {
        chmodSync(join(folder, "inner"), 0o755);
      }
    },
  );

  it("stops between passages, with what was finished kept", async () => {
    const stop = new AbortController();
    const uploads = ["one", "two", "three"].map((word) => ({
      path: `${word}.txt`,
      bytes: new TextEncoder().encode(`The number is ${word}.`),
    }));
    const kept: string[] = [];
    for await (const event of knowledge.add(name, uploads, stop.signal)) {
      if (event.type !== "document") continue;
      kept.push(event.path);
      if (kept.length === 2) stop.abort();
    }
    const paths = (await knowledge.documents(name)).map(({ path }) => path);
    expect(paths).toContain("one.txt");
    expect(paths).not.toContain("three.txt");
  });

  it("belongs to the embedder that it was made with, by its name and by the size of its vectors", async () => {
    const others = { name: { identity: "another" }, size: { dimension: 8 } };
    for (const [differs, other] of Object.entries(others)) {
      current = { ...embedder, ...other } as Embedder;
      const wrong = { code: "knowledge.embedder" };
      await expect(knowledge.search(name, "bells"), differs).rejects.toMatchObject(wrong);
      await expect(outcome(knowledge.index(name, [folder])), differs).rejects.toMatchObject(wrong);
    }
    current = embedder;
    expect((await knowledge.search(name, "slate roof")).passages[0]!.document.path).toContain("roof.txt");
  });

  it("takes one file from many at once, and has it once and whole", async () => {
    const unit = new Float32Array(embedder.dimension).fill(1);
    current = { ...embedder, embed: async (texts) => texts.map(() => unit) } as Embedder; // at once, that they meet
    const versions = Array.from({ length: 8 }, (_, i) => `The gate has number ${i}.\n\n`.repeat(2000));
    const adding = versions.map((text) =>
      outcome(knowledge.add(name, [{ path: "gate\0.txt", bytes: new TextEncoder().encode(text) }])),
    );
    for (const { documents } of await Promise.all(adding)) expect(documents).toBe(1);
    current = embedder;
    const gates = (await knowledge.documents(name)).filter(({ path }) => path === "gate\ufffd.txt");
    expect(gates).toHaveLength(1);
    const { text, chunks } = await knowledge.open(name, gates[0]!.id);
    expect(chunks.map(({ chunk }) => chunk)).toEqual(chunks.map((_, i) => i));
    expect(chunks.at(-1)!.end).toBe(text.trimEnd().length);
  });

  it("makes a collection once, whoever asks at once", async () => {
    const asked = await Promise.allSettled([1, 2, 3].map(() => knowledge.create(`${name}-twice`)));
    expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    for (const each of asked)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "knowledge.exists" });
    await knowledge.delete(`${name}-twice`);
  });

  it("names the collections that there are, and refuses a name twice", async () => {
    await expect(knowledge.create(name)).rejects.toMatchObject({ code: "knowledge.exists" });
    await expect(knowledge.search("nowhere", "x")).rejects.toMatchObject({ code: "knowledge.collection" });
    await expect(knowledge.open(name, 1_000_000)).rejects.toMatchObject({ code: "knowledge.document" });
  });

  it("keeps conversations, the latest first, and forgets them", async () => {
    const [first, second] = ["6f0e2b9e-0000-4000-8000-000000000001", "6f0e2b9e-0000-4000-8000-000000000002"];
    const turns = [{ question: "¿Qué?", answer: "🔔" }];
    await knowledge.conversations.keep({
      id: first,
      title: "One",
      updated: "2026-01-01T00:00:00.000Z",
      turns,
    } as never);
    await knowledge.conversations.keep({
      id: second,
      title: "Two",
      updated: "2026-01-02T00:00:00.000Z",
      turns,
    } as never);
    const mine = (await knowledge.conversations.list()).filter(({ id }) => id === first || id === second);
    expect(mine.map(({ title }) => title)).toEqual(["Two", "One"]);
    expect((await knowledge.conversations.read(first))?.turns).toEqual(turns);
    for (const id of [first, second]) await knowledge.conversations.delete(id);
    expect(await knowledge.conversations.read(first)).toBeUndefined();
  });

  it("forgets a document and a collection whole", async () => {
    const { id } = (await knowledge.documents(name))[0]!;
    await knowledge.remove(name, id);
    expect((await knowledge.documents(name)).map((each) => each.id)).not.toContain(id);
    await knowledge.delete(name);
    await expect(knowledge.documents(name)).rejects.toMatchObject({ code: "knowledge.collection" });
  });
});

describe("a store's folder", () => {
  it("is held by one at a time", async () => {
    const options = { folder: join(place, "held"), embedder: async () => embedder };
    const first = await openKnowledge(options);
    await expect(openKnowledge(options)).rejects.toMatchObject({ code: "knowledge.locked" });
    await first.close();
    await (await openKnowledge(options)).close();
  });

  it("is held against other programs, and free as soon as they are killed, with what they had stored", async () => {
    const folder = join(place, "other");
    const program = `import { openKnowledge } from ${JSON.stringify(new URL("../dist/knowledge.js", import.meta.url))};
      const knowledge = await openKnowledge({ folder: ${JSON.stringify(folder)}, embedder: async () => ({ identity: "e", dimension: 1 }) });
      await knowledge.create("theirs");
      console.log("held");
      setInterval(() => {}, 1000);`;
    writeFileSync(join(place, "other.mjs"), program);
    const other = spawn(process.execPath, [join(place, "other.mjs")], { timeout: 60_000 });
    try {
      const said = await new Promise((resolve) => {
        for (const stream of [other.stdout, other.stderr]) stream.once("data", (bytes) => resolve(String(bytes)));
      });
      expect(said).toBe("held\n");
      const options = { folder, embedder: async () => embedder };
      await expect(openKnowledge(options)).rejects.toMatchObject({ code: "knowledge.locked" });
      const ended = new Promise((resolve) => other.once("exit", resolve));
      other.kill("SIGKILL");
      await ended;
      const knowledge = await openKnowledge(options);
      expect((await knowledge.collections()).map(({ name }) => name)).toEqual(["theirs"]);
      await knowledge.close();
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("says that a server cannot be used, without its password", async () => {
    const asked = openKnowledge({
      databaseUrl: "postgres://someone:secret@127.0.0.1:1/none",
      embedder: async () => embedder,
    });
    await expect(asked).rejects.toMatchObject({ code: "knowledge.server" });
    await expect(asked).rejects.not.toThrow(/secret/);
  });
});
