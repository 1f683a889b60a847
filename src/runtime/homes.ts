import { homedir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "#platform/host.ts";
import type { FoundModel, Places } from "#runtime/homes/home.ts";
import { homes } from "#runtime/homes/index.ts";

/** Where models are on this computer. */
export const thisComputer = (): Places => ({
  home: homedir(),
  env: process.env,
  bundled: join(packageFolder, "models"),
  ollamaService: "/usr/share/ollama/.ollama/models",
});

/**
 * The models that Vitral, LM Studio, Ollama and Hugging Face keep on this computer, each once: a file that two of them
 * share counts for the first. Nothing of the files is read, so they are not yet known to be sound.
 * Never throws: what cannot be read is not there.
 */
export async function findModels(places: Places = thisComputer()): Promise<FoundModel[]> {
  const found: FoundModel[] = [];
  const seen = new Set<string>();
  const names = new Set<string>();
  for (const { source, look } of homes) {
    for (const { ref, path, bytes, identity } of await look(places)) {
      if (seen.has(identity)) continue;
      seen.add(identity);
      const own = names.has(ref.toLowerCase()) ? path : ref; // two models of one name: the path tells them apart
      names.add(own.toLowerCase());
      found.push({ ref: own, source, path, bytes });
    }
  }
  return found;
}

/**
 * The model that a user means by `ref`: its ref, in any case; for Ollama's own models without `library/`, and with the
 * tag `latest` said or not.
 */
export function foundBy(ref: string, models: readonly FoundModel[]): FoundModel | undefined {
  const meant = ref.toLowerCase();
  const plain = (name: string): string =>
    name
      .toLowerCase()
      .replace(/^library\//, "")
      .replace(/:latest$/, "");
  return (
    models.find((model) => model.ref.toLowerCase() === meant) ??
    models.find((model) => model.source === "ollama" && plain(model.ref) === plain(meant))
  );
}
