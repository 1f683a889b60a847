import { VitralError } from "#base/error.ts";
import type { Database } from "#knowledge/store/database.ts";

/** A collection as it is stored. */
export interface StoredCollection {
  readonly id: number;
  readonly name: string;
  readonly language: "en" | "es" | "auto";
  readonly embedder: string;
  readonly dimension: number;
  readonly documents: number;
  readonly chunks: number;
}

export async function listCollections(database: Database): Promise<StoredCollection[]> {
  const rows = await database.query(
    `SELECT id, name, language, embedder, dimension,
       (SELECT count(*)::int FROM document WHERE collection = collection.id) AS documents,
       (SELECT count(*)::int FROM chunk WHERE chunk.collection = collection.id) AS chunks
     FROM collection ORDER BY name`,
  );
  return rows.map((row) => ({
    id: Number(row["id"]),
    name: String(row["name"]),
    language: row["language"] === "en" || row["language"] === "es" ? row["language"] : "auto",
    embedder: String(row["embedder"]),
    dimension: Number(row["dimension"]),
    documents: Number(row["documents"]),
    chunks: Number(row["chunks"]),
  }));
}

/** @throws VitralError `knowledge.collection` */
export async function findCollection(database: Database, name: string): Promise<StoredCollection> {
  const all = await listCollections(database);
  const found = all.find((collection) => collection.name === name);
  if (!found)
    throw new VitralError("knowledge.collection", { name, known: all.map((each) => each.name).join(", ") || "∅" });
  return found;
}
