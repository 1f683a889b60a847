import { VitralError } from "#base/error.ts";
import { type AskOptions, answerFrom } from "#knowledge/answer/ask.ts";
import { filesOf, indexDocuments, type Source } from "#knowledge/index-documents.ts";
import { storable } from "#knowledge/load/index.ts";
import type { AskEvent, DocumentCard, IndexEvent } from "#knowledge/passage.ts";
import { openReading } from "#knowledge/reading.ts";
import { type Found, searchCollection } from "#knowledge/search/search.ts";
import { findCollection, listCollections, type StoredCollection } from "#knowledge/store/collections.ts";
import {
  deleteConversation,
  type KeptConversation,
  keepConversation,
  listConversations,
  readConversation,
} from "#knowledge/store/conversations.ts";
import { listDocuments, readDocument } from "#knowledge/store/documents.ts";
import { openEmbedded } from "#knowledge/store/embedded.ts";
import { openPostgres } from "#knowledge/store/postgres.ts";
import { prepare } from "#knowledge/store/schema.ts";
import type { Embedder, LanguageModel } from "#runtime/runtime.ts";

/** A file that came over the wire. */
export interface Upload {
  /** May hold folders. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where collections are kept: a folder, a PostgreSQL server, or, without either, memory. */
export interface KnowledgeOptions {
  readonly folder?: string;
  readonly databaseUrl?: string;
  /** Asked for when it is first needed: listing and reading need none. */
  readonly embedder: () => Promise<Embedder>;
}

export interface NewCollectionOptions {
  readonly language?: "en" | "es" | "auto";
}

/** Collections of documents that can be searched and asked. Close it. */
export interface Knowledge {
  collections(): Promise<StoredCollection[]>;
  /** @throws VitralError `knowledge.exists` */
  create(name: string, options?: NewCollectionOptions): Promise<void>;
  delete(name: string): Promise<void>;
  /** Indexes files and folders; makes the collection if it is missing. @throws VitralError `file.*`, `knowledge.embedder` */
  index(
    name: string,
    paths: readonly string[],
    options?: NewCollectionOptions & { readonly signal?: AbortSignal },
  ): AsyncIterable<IndexEvent>;
  /** The same for bytes. */
  add(name: string, uploads: readonly Upload[], signal?: AbortSignal): AsyncIterable<IndexEvent>;
  documents(name: string): Promise<DocumentCard[]>;
  /** @throws VitralError `knowledge.document` */
  open(name: string, id: number): Promise<NonNullable<Awaited<ReturnType<typeof readDocument>>>>;
  remove(name: string, id: number): Promise<void>;
  search(
    name: string,
    question: string,
    options?: { readonly top?: number; readonly quotes?: boolean; readonly signal?: AbortSignal },
  ): Promise<Found>;
  /** Streams the passages, the prompt, the tokens and the answer. */
  ask(
    name: string,
    question: string,
    model: LanguageModel,
    options?: AskOptions & { readonly top?: number },
  ): AsyncIterable<AskEvent>;
  conversations: {
    list(): Promise<KeptConversation[]>;
    read(id: string): Promise<(KeptConversation & { turns: unknown }) | undefined>;
    keep(conversation: KeptConversation & { readonly turns: unknown }): Promise<void>;
    delete(id: string): Promise<void>;
  };
  close(): Promise<void>;
}

/** Passages that a question is answered from, unless told otherwise. */
const defaultTop = 4;

/**
 * Opens the store.
 * @throws VitralError `knowledge.locked`, `knowledge.store`, `knowledge.format`
 */
export async function openKnowledge({
  folder,
  databaseUrl,
  embedder: embedderOf,
}: KnowledgeOptions): Promise<Knowledge> {
  const database = databaseUrl ? await openPostgres(databaseUrl) : await openEmbedded(folder);
  try {
    await prepare(database, folder ?? "memory");
  } catch (error) {
    await database.close();
    throw error;
  }
  let reading: ReturnType<typeof openReading> | undefined;

  /** The collection and its embedder, which must be the one that it was made with. */
  async function usable(name: string): Promise<{ collection: StoredCollection; embedder: Embedder }> {
    const collection = await findCollection(database, name);
    const embedder = await embedderOf();
    const [has, got] = [collection.embedder, embedder.identity];
    if (has !== got) throw new VitralError("knowledge.embedder", { name, has, got });
    if (collection.dimension !== embedder.dimension) {
      const sizes = { has: `${has}, ${collection.dimension}`, got: `${got}, ${embedder.dimension}` };
      throw new VitralError("knowledge.embedder", { name, ...sizes });
    }
    return { collection, embedder };
  }

  const has = async (name: string): Promise<boolean> =>
    (await listCollections(database)).some((each) => each.name === name);

  /** Makes the collection, unless somebody was faster. */
  async function make(name: string, { language = "auto" }: NewCollectionOptions): Promise<boolean> {
    const { identity, dimension } = await embedderOf();
    const made = await database.query(
      `INSERT INTO collection (name, language, embedder, dimension) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO NOTHING RETURNING id`,
      [name, language, identity, dimension],
    );
    return made.length > 0;
  }

  async function* indexSources(
    name: string,
    sources: readonly Source[],
    signal?: AbortSignal,
  ): AsyncGenerator<IndexEvent> {
    const { collection, embedder } = await usable(name);
    reading ??= openReading();
    yield* indexDocuments(database, collection, embedder, reading, sources, signal);
  }

  return {
    collections: () => listCollections(database),
    async create(name, options = {}) {
      if ((await has(name)) || !(await make(name, options))) throw new VitralError("knowledge.exists", { name });
    },
    async delete(name) {
      const { id } = await findCollection(database, name);
      await database.query("DELETE FROM collection WHERE id = $1", [id]);
    },
    async *index(name, paths, { language, signal } = {}) {
      const sources = await filesOf(paths);
      if (!(await has(name))) await make(name, language ? { language } : {});
      yield* indexSources(name, sources, signal);
    },
    add: (name, uploads, signal) =>
      indexSources(
        name,
        uploads.map(({ path, bytes }) => ({ path: storable(path), root: "", bytes: async () => bytes })),
        signal,
      ),
    documents: async (name) => listDocuments(database, (await findCollection(database, name)).id),
    async open(name, id) {
      const opened = await readDocument(database, (await findCollection(database, name)).id, id);
      if (!opened) throw new VitralError("knowledge.document", { id, name });
      return opened;
    },
    async remove(name, id) {
      const { id: collection } = await findCollection(database, name);
      await database.query("DELETE FROM document WHERE collection = $1 AND id = $2", [collection, id]);
    },
    async search(name, question, { top = 10, quotes = true, signal } = {}) {
      const { collection, embedder } = await usable(name);
      return searchCollection(database, collection.id, embedder, question, { top, quotes, signal });
    },
    async *ask(name, question, model, { top = defaultTop, ...options } = {}) {
      const started = performance.now();
      const { collection, embedder } = await usable(name);
      const found = await searchCollection(database, collection.id, embedder, question, {
        top,
        quotes: true,
        signal: options.signal,
      });
      yield {
        type: "retrieved",
        passages: found.passages,
        answerable: found.answerable,
        ms: performance.now() - started,
      };
      yield* answerFrom(found, question, model, options);
    },
    conversations: {
      list: () => listConversations(database),
      read: (id) => readConversation(database, id),
      keep: (conversation) => keepConversation(database, conversation),
      delete: (id) => deleteConversation(database, id),
    },
    async close() {
      reading?.close();
      await database.close();
    },
  };
}
