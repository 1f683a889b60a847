import { join } from "node:path";
import { type Home, type Named, namedIn, type Places } from "#runtime/homes/home.ts";
import { modelsIn, namesIn, textAt } from "#runtime/homes/look.ts";

/** Hugging Face's cache: `models--PUBLISHER--NAME/snapshots/REVISION/…`, whose files are links into `blobs`. */
export const huggingFace: Home = {
  source: "huggingface",
  async look(places) {
    const cache = cacheFolder(places);
    const found: Named[] = [];
    for (const entry of await namesIn(cache)) {
      const [kind, ...name] = entry.split("--");
      if (kind !== "models" || name.length === 0) continue;
      const ref = name.length === 1 ? (name[0] ?? "") : `${name[0]}/${name.slice(1).join("--")}`;
      found.push(...namedIn(ref, await newest(join(cache, entry))));
    }
    return found;
  },
};

/** As huggingface_hub looks for it. */
function cacheFolder({ home, env }: Places): string {
  const own = env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(home, ".cache"), "huggingface");
  return env["HF_HUB_CACHE"] || env["HUGGINGFACE_HUB_CACHE"] || join(own, "hub");
}

/** The models of the revision that `refs/main` names; if that holds none, of the first that does. */
async function newest(folder: string) {
  const main = (await textAt(join(folder, "refs", "main")))?.trim();
  const revisions = await namesIn(join(folder, "snapshots"));
  for (const revision of new Set([...revisions.filter((each) => each === main), ...revisions])) {
    const held = await modelsIn(join(folder, "snapshots", revision));
    if (held.length > 0) return held;
  }
  return [];
}
