import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { VitralError } from "#base/error.ts";
import { indexDocuments, type Source } from "#knowledge/index-documents.ts";
import { loadDocument } from "#knowledge/load/index.ts";
import type { IndexEvent } from "#knowledge/passage.ts";
import type { Reading } from "#knowledge/reading.ts";
import { findCollection } from "#knowledge/store/collections.ts";
import type { Database } from "#knowledge/store/database.ts";
import { listDocuments, readDocument } from "#knowledge/store/documents.ts";
import { openEmbedded } from "#knowledge/store/embedded.ts";
import { prepare } from "#knowledge/store/schema.ts";
import type { Embedder } from "#runtime/runtime.ts";

const reading: Reading = { read: loadDocument, close: () => {} };

/** An embedder that knows lengths only: one token a word, and no more than a few of them. */
const lengths = { identity: "lengths", dimension: 2, contextLength: 16 + 12 };
let embedded: string[];
let refuse: (text: string) => void;
const embedder = {
  ...lengths,
  tokenize: async (texts: readonly string[]) =>
    texts.map((text) => ({ ids: Array.from(text.match(/\S+/g) ?? [], (_, i) => i) })),
  async embed(texts: readonly string[]) {
    texts.forEach((text) => void refuse(text));
    embedded.push(...texts);
    return texts.map((text) => Float32Array.of(Math.sin(text.length), Math.cos(text.length)));
  },
} as unknown as Embedder;

let database: Database;
beforeAll(async () => {
  database = await openEmbedded(undefined);
  await prepare(database, "memory");
});
afterAll(() => database?.close());
beforeEach(async () => {
  embedded = [];
  refuse = () => {};
  await database.query("TRUNCATE collection CASCADE");
  await database.query(
    "INSERT INTO collection (name, language, embedder, dimension) VALUES ('texts', 'en', 'lengths', 2)",
  );
});

const file = (path: string, text: string, root = "/texts"): Source => ({
  path: `${root}/${path}`,
  root,
  bytes: async () => new TextEncoder().encode(text),
});

async function index(sources: readonly Source[], signal?: AbortSignal, heard?: (event: IndexEvent) => unknown) {
  const skipped: string[] = [];
  const collection = await findCollection(database, "texts");
  for await (const event of indexDocuments(database, collection, embedder, reading, sources, signal)) {
    await heard?.(event);
    if (event.type === "skipped") skipped.push(`${event.path}: ${event.code}`);
    if (event.type === "indexed") return { ...event, skipped };
  }
  throw new Error("the indexing did not end");
}

/** What is stored of each document: its passages as texts, and whether each has its words and its vector. */
async function stored(): Promise<Record<string, string[]>> {
  const documents: Record<string, string[]> = {};
  const { id: collection } = await findCollection(database, "texts");
  for (const { id, path, chunks: count } of await listDocuments(database, collection)) {
    const opened = await readDocument(database, collection, id);
    expect(opened?.chunks.map(({ chunk }) => chunk)).toEqual(Array.from({ length: count }, (_, i) => i));
    documents[path.split("/").at(-1) ?? ""] = (opened?.chunks ?? []).map(({ start, end }) =>
      String(opened?.text.slice(start, end)),
    );
  }
  const rows = await database.query(
    `SELECT length, vector_dims(embedding) AS dimension, (SELECT coalesce(sum(frequency), 0)::int FROM posting WHERE chunk = c.id) AS words
     FROM chunk c`,
  );
  for (const { length, dimension, words } of rows) expect([words, dimension]).toEqual([length, 2]);
  const [orphans] = await database.query(
    "SELECT count(*)::int AS count FROM posting WHERE chunk NOT IN (SELECT id FROM chunk) OR collection NOT IN (SELECT id FROM collection)",
  );
  expect(orphans?.["count"]).toBe(0);
  return documents;
}

const long = (subject: string): string =>
  Array.from({ length: 30 }, (_, i) => `Sentence ${i} tells of the ${subject}.`).join(" ");

describe("indexing documents", () => {
  it("stores every passage with its place, its words and its vector, more than fit one statement", async () => {
    const text = Array.from({ length: 260 }, (_, i) => `Bridge number ${i} was built of stone.`).join("\n\n");
    await index([file("bridges.txt", text)]);
    const passages = (await stored())["bridges.txt"] ?? [];
    expect(passages.length).toBeGreaterThan(200);
    expect(passages).toEqual(embedded);
    expect(passages[257]).toContain("Bridge number 257");
    const postings = await database.query(
      "SELECT lexeme, sum(frequency)::int AS total, count(*)::int AS passages FROM posting WHERE lexeme IN ('bridg', 'stone', '41') GROUP BY lexeme ORDER BY lexeme",
    );
    expect(postings).toEqual([
      { lexeme: "41", total: 1, passages: 1 },
      { lexeme: "bridg", total: 260, passages: 260 },
      { lexeme: "stone", total: 260, passages: 260 },
    ]);
  });

  it("embeds again only what changed, and puts it in place of what there was", async () => {
    const [a, b] = [file("a.txt", "The old roof."), file("b.txt", "The bell.")];
    expect(await index([a, b])).toMatchObject({ documents: 2, chunks: 2, unchanged: 0, removed: 0 });
    embedded = [];
    expect(await index([a, b])).toMatchObject({ documents: 0, chunks: 0, unchanged: 2, removed: 0 });
    expect(embedded).toEqual([]);
    expect(await index([file("a.txt", "The new roof."), b])).toMatchObject({ documents: 1, unchanged: 1 });
    expect(embedded).toEqual(["The new roof."]);
    expect(await stored()).toEqual({ "a.txt": ["The new roof."], "b.txt": ["The bell."] });
  });

  it("removes what has vanished from the folder, with its words, and nothing of other folders", async () => {
    await index([file("a.txt", "The roof."), file("b.txt", "The bell.")]);
    await index([file("c.txt", "The clock.", "/others")]);
    expect(await index([file("a.txt", "The roof.")])).toMatchObject({ removed: 1, unchanged: 1 });
    expect(await stored()).toEqual({ "a.txt": ["The roof."], "c.txt": ["The clock."] });
    expect(await database.query("SELECT 1 FROM posting WHERE lexeme = 'bell'")).toEqual([]);
  });

  it("keeps what it has of a file that is broken now, tells it, and goes on", async () => {
    await index([file("a.json", '{"roof":"red"}')]);
    const { documents, skipped } = await index([file("a.json", '{"roof":'), file("b.txt", "The bell.")]);
    expect(documents).toBe(1);
    expect(skipped).toEqual(["/texts/a.json: load.broken"]);
    expect(await stored()).toEqual({ "a.json": ["roof: red"], "b.txt": ["The bell."] });
  });

  it("skips a document that the embedder finds too long, and goes on", async () => {
    refuse = (text) => {
      if (text.includes("endless")) throw new VitralError("embed.long", { tokens: 29, limit: 28 });
    };
    const { skipped } = await index([file("a.txt", "The endless roof."), file("b.txt", "The bell.")]);
    expect(skipped).toEqual(["/texts/a.txt: embed.long"]);
    expect(await stored()).toEqual({ "b.txt": ["The bell."] });
  });

  it("stores nothing of a document whose embedding fails, and keeps those before it", async () => {
    refuse = (text) => {
      if (text.includes("Sentence 20")) throw new Error("the embedder broke");
    };
    const failing = index([file("a.txt", "The roof."), file("b.txt", long("bell")), file("c.txt", "The clock.")]);
    await expect(failing).rejects.toThrow("the embedder broke");
    expect(await stored()).toEqual({ "a.txt": ["The roof."] });
  });

  it("stops within a long document without a part of it, keeps what it had of it before, and goes on later", async () => {
    const b = file("b.txt", long("bell"));
    await index([file("b.txt", "The old bell.")]);
    const stop = new AbortController();
    const sources = [file("a.txt", "The roof."), b];
    const first = await index(sources, stop.signal, (event) => {
      if (event.type === "embedding" && event.done > 0) stop.abort();
    });
    expect(first).toMatchObject({ documents: 1 });
    expect(await stored()).toEqual({ "a.txt": ["The roof."], "b.txt": ["The old bell."] });
    embedded = [];
    expect(await index(sources)).toMatchObject({ documents: 1, unchanged: 1 });
    expect((await stored())["b.txt"]).toEqual(embedded);
  });

  it("says that the collection was deleted meanwhile", async () => {
    const deleted = index([file("a.txt", "The roof.")], undefined, () => database.query("DELETE FROM collection"));
    await expect(deleted).rejects.toMatchObject({ code: "knowledge.collection" });
  });
});
