import { join } from "node:path";
import { type Home, type Named, namedIn, type Places } from "#runtime/homes/home.ts";
import { jsonAt, modelsIn, namesIn, textAt } from "#runtime/homes/look.ts";

/** LM Studio: `models/PUBLISHER/NAME/…`, in its home or where its settings say. */
export const lmStudio: Home = {
  source: "lmstudio",
  async look(places) {
    const found: Named[] = [];
    for (const folder of await modelFolders(places)) {
      for (const publisher of await namesIn(folder)) {
        for (const name of await namesIn(join(folder, publisher))) {
          found.push(...namedIn(`${publisher}/${name}`, await modelsIn(join(folder, publisher, name))));
        }
      }
    }
    return found;
  },
};

/** `.lmstudio-home-pointer` holds the path of its home; without it, it is the older folder or the newer. */
async function modelFolders({ home }: Places): Promise<string[]> {
  const pointer = (await textAt(join(home, ".lmstudio-home-pointer")))?.trim();
  const homes = [pointer, join(home, ".lmstudio"), join(home, ".cache", "lm-studio")];
  const folders: string[] = [];
  for (const each of homes) {
    if (!each) continue;
    const chosen = (await jsonAt(join(each, "settings.json")))?.["downloadsFolder"];
    if (typeof chosen === "string") folders.push(chosen);
    folders.push(join(each, "models"), join(each, ".internal", "bundled-models"));
  }
  return [...new Set(folders)];
}
