import { VitralError } from "#base/error.ts";
import { shown } from "#files/foreign.ts";
import { type Folder, type Json, optionalJson, readText } from "#files/huggingface/json-file.ts";
import { limits } from "#files/limits.ts";

/** GGUF's `pooling_type`, by sentence-transformers' name of the mode. */
const modes: Readonly<Record<string, number>> = { mean: 1, mean_tokens: 1, cls: 2, cls_token: 2, lasttoken: 3 };

/** What a module may be, besides the transformer itself and its pooling: what changes nothing but the vector's length. */
const harmless = /\.(Transformer|Pooling|Normalize)$/;

/**
 * How sentence-transformers makes one vector of a text, as GGUF's `pooling_type`: `modules.json` names the folder of the
 * pooling's own `config.json`. undefined if the folder is no sentence-transformers model.
 * @throws VitralError `huggingface.bad` for a pooling that GGUF has no word for, and for further layers
 */
export async function poolingType(folder: Folder): Promise<number | undefined> {
  const place = await poolingFolder(folder);
  const name = `${place}/config.json`;
  const config = place === undefined ? undefined : await optionalJson(folder, name);
  if (!config) return undefined;
  const wanted = modesOf(config);
  const type = wanted.length === 1 ? modes[wanted[0] ?? ""] : undefined;
  if (type !== undefined) return type;
  const [value, expected] = [shown(wanted.join(" + ") || "–"), "mean | cls | lasttoken"];
  throw new VitralError("huggingface.bad", { file: `${folder.path}/${name}`, field: "pooling_mode", value, expected });
}

/** Older files have a flag for each mode, newer ones the mode's name. */
function modesOf(config: Json): string[] {
  const named = config["pooling_mode"];
  if (typeof named === "string") return [named];
  const flags = Object.keys(config).filter((key) => key.startsWith("pooling_mode_") && config[key] === true);
  return flags.map((key) => key.slice("pooling_mode_".length));
}

async function poolingFolder(folder: Folder): Promise<string | undefined> {
  if (!(await folder.has("modules.json"))) return "1_Pooling";
  const bad = (field: string, value: unknown, expected: string): VitralError =>
    new VitralError("huggingface.bad", { file: `${folder.path}/modules.json`, field, value: shown(value), expected });
  const text = await readText(folder, "modules.json", limits.huggingface.configBytes);
  let modules: unknown;
  try {
    modules = JSON.parse(text);
  } catch {
    // told below
  }
  if (!Array.isArray(modules)) throw bad("JSON", `"${text.slice(0, 20)}"`, "[…]");
  let place: string | undefined;
  for (const each of modules as unknown[]) {
    const { type, path } = (each ?? {}) as { type?: unknown; path?: unknown };
    if (typeof type !== "string" || !harmless.test(type)) throw bad("type", type, "Transformer | Pooling | Normalize");
    if (!type.endsWith(".Pooling")) continue;
    if (typeof path !== "string" || !/^\w[\w-]*$/.test(path)) throw bad("path", path, "1_Pooling");
    place = path;
  }
  return place;
}
