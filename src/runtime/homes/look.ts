/** Looking into other programs' folders, where anything may be missing, forbidden or broken: then there is nothing. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** A program's folders hold thousands of entries at most; more are not looked at. */
const mostEntries = 10_000;
/** Manifests, pointers and settings have some kB. */
const mostTextBytes = 1 << 20;

/** A file that is there, symlinks followed. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** The same for two paths to one file, by symlinks or hard links. */
  readonly identity: string;
}

/** The names in a folder, in order; none if it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.slice(0, mostEntries).sort();
}

/** A file with something in it; undefined for a dangling link, a folder, what is forbidden. */
export async function fileAt(path: string): Promise<FoundFile | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile() || found.size === 0n) return undefined;
  return { path, bytes: Number(found.size), identity: `${found.dev}:${found.ino}` };
}

/** A small text; undefined if it cannot be read. A pipe is no file, and is not waited for. */
export async function textAt(path: string): Promise<string | undefined> {
  const file = await fileAt(path);
  if (!file || file.bytes > mostTextBytes) return undefined;
  return readFile(path, "utf8").catch(() => undefined);
}

/** A small JSON object; undefined if it cannot be read as one. */
export async function jsonAt(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const json: unknown = JSON.parse((await textAt(path)) ?? "");
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A model that a folder holds. */
export interface Held {
  /** The GGUF file's name; undefined if the folder itself is the model, in Hugging Face's layout. */
  readonly file?: string;
  readonly path: string;
  readonly bytes: number;
  readonly identity: string;
}

/**
 * The models directly in a folder: each GGUF file, and the folder itself if it has Hugging Face's layout. Projectors of
 * images (`mmproj`) are no models, and of a model in parts only the first is told.
 */
export async function modelsIn(folder: string): Promise<Held[]> {
  const names = await namesIn(folder);
  const held: Held[] = [];
  for (const name of names) {
    const part = /-(\d{5})-of-\d{5}\.gguf$/i.exec(name)?.[1] ?? "00001";
    if (!/\.gguf$/i.test(name) || /mmproj/i.test(name) || part !== "00001") continue;
    const found = await fileAt(join(folder, name));
    if (found) held.push({ ...found, file: name });
  }
  if (!names.includes("config.json")) return held;
  const shards = names.filter((name) => name.endsWith(".safetensors"));
  const found = await Promise.all(shards.map((name) => fileAt(join(folder, name))));
  const whole = found.filter((each) => each !== undefined);
  const first = whole[0];
  if (first && whole.length === shards.length) {
    held.push({ path: folder, bytes: whole.reduce((sum, { bytes }) => sum + bytes, 0), identity: first.identity });
  }
  return held;
}
