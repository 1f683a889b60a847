import { join } from "node:path";
import type { Home, Named } from "#runtime/homes/home.ts";
import { fileAt, jsonAt, namesIn } from "#runtime/homes/look.ts";

/** Ollama: `manifests/HOST/NAMESPACE/NAME/TAG` names blobs, `blobs/sha256-…`; one of them is the GGUF file. */
export const ollama: Home = {
  source: "ollama",
  async look({ home, env, ollamaService }) {
    const folders = [env["OLLAMA_MODELS"], join(home, ".ollama", "models"), ollamaService];
    const found: Named[] = [];
    for (const folder of new Set(folders)) {
      if (!folder) continue;
      for (const manifests of ["manifests-v2", "manifests"]) found.push(...(await inManifests(folder, manifests)));
    }
    return found;
  },
};

async function inManifests(folder: string, manifests: string): Promise<Named[]> {
  const found: Named[] = [];
  const root = join(folder, manifests);
  for (const host of await namesIn(root)) {
    for (const namespace of await namesIn(join(root, host))) {
      for (const name of await namesIn(join(root, host, namespace))) {
        for (const tag of await namesIn(join(root, host, namespace, name))) {
          const blob = modelBlob(await jsonAt(join(root, host, namespace, name, tag)));
          const file = blob === undefined ? undefined : await fileAt(join(folder, "blobs", blob));
          if (file) found.push({ ...file, ref: `${namespace}/${name}${tag === "latest" ? "" : `:${tag}`}` });
        }
      }
    }
  }
  return found;
}

/** The blob's file name, from the layer that is the model. A digest is hexadecimal: no path leads out of the folder. */
function modelBlob(manifest: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const layers = manifest?.["layers"];
  if (!Array.isArray(layers)) return undefined;
  for (const layer of layers as readonly unknown[]) {
    const { mediaType, digest } = (layer ?? {}) as { mediaType?: unknown; digest?: unknown };
    if (mediaType !== "application/vnd.ollama.image.model" || typeof digest !== "string") continue;
    const hexadecimal = /^sha256[:-]([0-9a-f]{64})$/.exec(digest)?.[1];
    if (hexadecimal !== undefined) return `sha256-${hexadecimal}`;
  }
  return undefined;
}
