import { join } from "node:path";
import { type Home, type Named, namedIn } from "#runtime/homes/home.ts";
import { modelsIn, namesIn } from "#runtime/homes/look.ts";

/** The models that come with Vitral: `models/NAME/…`, called by NAME. */
export const bundled: Home = {
  source: "bundled",
  async look({ bundled: folder }) {
    if (folder === undefined) return [];
    const found: Named[] = [];
    for (const name of await namesIn(folder)) found.push(...namedIn(name, await modelsIn(join(folder, name))));
    return found;
  },
};
