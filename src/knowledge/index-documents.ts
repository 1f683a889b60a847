import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { VitralError } from "#base/error.ts";
import { chunk } from "#knowledge/chunk.ts";
import { detectLanguage } from "#knowledge/language.ts";
import { loaderFor, loaderVersion, maxDocumentBytes } from "#knowledge/load/index.ts";
import type { IndexEvent } from "#knowledge/passage.ts";
import type { Reading } from "#knowledge/reading.ts";
import { findCollection, type StoredCollection } from "#knowledge/store/collections.ts";
import type { Database } from "#knowledge/store/database.ts";
import { type NewDocument, storeDocument } from "#knowledge/store/documents.ts";
import { fileError } from "#platform/file-source.ts";
import type { Embedder } from "#runtime/runtime.ts";

/** A file to be indexed: by its path on disk, or by the bytes that were uploaded. */
export interface Source {
  readonly path: string;
  /** The folder that it was found in, "" if it was named by itself. */
  readonly root: string;
  /** A folder that may not be read: what is known of it stays. */
  readonly isFolder?: true;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Passages that are embedded in one call: progress is told in between. */
const embedAtOnce = 8;
/** Room for the embedder's own tokens and its prefix. */
const reservedTokens = 16;
/** Neighbouring blocks are joined up to this size; a single block may be as long as the embedder reads. */
const targetTokens = 400;

/**
 * Files of paths and folders, in order. A folder's hidden files, and kinds that Vitral does not read, are left out.
 * @throws VitralError `file.missing`, `file.unreadable`
 */
export async function filesOf(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      throw fileError(given, cause);
    });
    sources.push(...(info.isDirectory() ? await sourcesIn(path, path) : [sourceOf(path, "")]));
  }
  return sources;
}

/** Files of a folder and the folders in it, in order. A folder that may not be read stands for itself: it is skipped. */
async function sourcesIn(folder: string, root: string): Promise<Source[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (folder === root) throw fileError(folder, cause);
    return fileError(folder, cause);
  });
  if (entries instanceof VitralError)
    return [{ path: folder, root, isFolder: true, bytes: () => Promise.reject(entries) }];
  const sources: Source[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sources.push(...(await sourcesIn(path, root)));
    else if (entry.isFile() && loaderFor(entry.name)) sources.push(sourceOf(path, root));
  }
  return sources;
}

const sourceOf = (path: string, root: string): Source => ({
  path,
  root,
  async bytes() {
    const { size } = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      throw fileError(path, cause);
    });
    if (size > maxDocumentBytes)
      throw new VitralError("load.large", { file: path, bytes: size, limit: maxDocumentBytes });
    return readFile(path).catch((cause: NodeJS.ErrnoException) => {
      throw fileError(path, cause);
    });
  },
});

/**
 * Indexes files into a collection. What has not changed since is not touched; what has vanished from an indexed folder
 * is removed; a file that cannot be read is told and skipped. Stopping keeps every document that was finished.
 */
export async function* indexDocuments(
  database: Database,
  collection: StoredCollection,
  embedder: Embedder,
  reading: Reading,
  sources: readonly Source[],
  signal?: AbortSignal,
): AsyncGenerator<IndexEvent> {
  const known = await database.query("SELECT path, root, hash FROM document WHERE collection = $1", [collection.id]);
  const hashes = new Map(known.map((row) => [String(row["path"]), String(row["hash"])]));
  const roots = new Set(sources.map(({ root }) => root).filter((root) => root !== ""));
  const present = new Set(sources.map(({ path }) => path));
  const closed = sources.filter(({ isFolder }) => isFolder).map(({ path }) => path + sep);
  const vanished = known.filter((row) => {
    const path = String(row["path"]);
    return roots.has(String(row["root"])) && !present.has(path) && !closed.some((folder) => path.startsWith(folder));
  });
  if (vanished.length > 0) {
    const paths = vanished.map((row) => row["path"]);
    await database.query("DELETE FROM document WHERE collection = $1 AND path = ANY($2::text[])", [
      collection.id,
      paths,
    ]);
  }
  let [documents, chunks, unchanged] = [0, 0, 0];
  for (const [i, source] of sources.entries()) {
    if (signal?.aborted) break;
    yield { type: "document", path: source.path, done: i, total: sources.length };
    try {
      const bytes = await source.bytes();
      const hash = createHash("sha256").update(`${loaderVersion}:${targetTokens}:`).update(bytes).digest("hex");
      if (hashes.get(source.path) === hash) {
        unchanged++;
        continue;
      }
      const document = yield* prepareDocument(source, bytes, hash);
      if (!document) break;
      await database.transaction(storeDocument(collection.id, document)).catch(async (error: unknown) => {
        await findCollection(database, collection.name); // says so if it was deleted meanwhile
        throw error;
      });
      documents++;
      chunks += document.chunks.length;
    } catch (error) {
      if (!(error instanceof VitralError) || !/^(load|file|embed)\./.test(error.code)) throw error;
      const { code, data, message: reason } = error;
      yield { type: "skipped", path: source.path, code, data, reason };
    }
  }
  yield { type: "indexed", documents, chunks, unchanged, removed: vanished.length };

  /** Reads, cuts and embeds; undefined if it was stopped. */
  async function* prepareDocument(
    source: Source,
    bytes: Uint8Array,
    hash: string,
  ): AsyncGenerator<IndexEvent, NewDocument | undefined> {
    const loaded = await reading.read(bytes, source.path);
    const language = collection.language === "auto" ? detectLanguage(loaded.text) : collection.language;
    const cuts = await chunk(loaded, {
      count: async (texts) => (await embedder.tokenize(texts, { special: false })).map(({ ids }) => ids.length),
      language,
      maxTokens: embedder.contextLength - reservedTokens,
      targetTokens,
    });
    const embedded: NewDocument["chunks"][number][] = [];
    for (let from = 0; from < cuts.length; from += embedAtOnce) {
      if (signal?.aborted) return undefined;
      if (cuts.length > embedAtOnce) yield { type: "embedding", path: source.path, done: from, total: cuts.length };
      const some = cuts.slice(from, from + embedAtOnce);
      const vectors = await embedder.embed(
        some.map(({ start, end }) => loaded.text.slice(start, end)),
        "passage",
        signal,
      );
      some.forEach((each, i) => {
        embedded.push({ ...each, embedding: vectors[i] as Float32Array });
      });
    }
    const { title, format, text, pages } = loaded;
    return {
      path: source.path,
      root: source.root,
      title,
      format,
      language,
      hash,
      text,
      pages: pages?.length,
      chunks: embedded,
    };
  }
}
