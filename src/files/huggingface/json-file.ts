import { VitralError } from "#base/error.ts";
import { knownKind, shown } from "#files/foreign.ts";
import { limits } from "#files/limits.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/** How the files of a folder are reached: by the disk in Node, by addresses in a browser. */
export interface Folder {
  readonly path: string;
  open(name: string): Promise<ByteSource>;
  has(name: string): Promise<boolean>;
}

export type Json = Readonly<Record<string, unknown>>;

/** A text of the folder, of a size that fits memory. @throws VitralError `file.*`, `huggingface.bad` */
export async function readText(folder: Folder, name: string, maxBytes: number): Promise<string> {
  const source = await folder.open(name);
  try {
    if (source.size > maxBytes) {
      const [value, expected] = [`${source.size} B`, `≤ ${maxBytes} B`];
      throw new VitralError("huggingface.bad", { file: source.name, field: "size", value, expected });
    }
    return new TextDecoder().decode(await source.read(0, source.size));
  } finally {
    await source.close();
  }
}

/** A JSON object of the folder. @throws VitralError `file.*`, `huggingface.bad` */
export async function readJson(
  folder: Folder,
  name: string,
  maxBytes: number = limits.huggingface.jsonBytes,
): Promise<Json> {
  const text = await readText(folder, name, maxBytes);
  const json = parsed(text);
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Json;
  const start = text.slice(0, 40);
  const kind = json === undefined ? knownKind(new TextEncoder().encode(start)) : undefined;
  const value = kind === undefined || kind === "JSON" ? `"${shown(start)}"` : kind;
  throw new VitralError("huggingface.bad", { file: `${folder.path}/${name}`, field: "JSON", value, expected: "{…}" });
}

/** The same of a file that a folder may lack. */
export const optionalJson = async (folder: Folder, name: string): Promise<Json | undefined> =>
  (await folder.has(name)) ? readJson(folder, name) : undefined;

/** undefined if the text is no JSON, which holds no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
