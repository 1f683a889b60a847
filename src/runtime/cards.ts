import { openModelFile } from "#files/open.ts";
import { factsOf } from "#model/facts.ts";
import { findModels } from "#runtime/homes.ts";
import { modelName } from "#runtime/model-names.ts";
import type { ModelCard } from "#runtime/runtime.ts";

/** Every model of this computer with what its file says. A file that cannot be read keeps its place, without facts. */
export async function modelCards(): Promise<ModelCard[]> {
  const cards: ModelCard[] = [];
  for (const { ref, path, source, bytes } of await findModels()) {
    const facts = await openModelFile(path).then(
      (file) => {
        const found = factsOf(file);
        return file.close().then(() => found);
      },
      () => undefined,
    );
    const role = facts?.architecture === "bert" ? "embedder" : "llm";
    const abilities = { tokens: true, logprobs: role === "llm", probe: true };
    cards.push({ ...facts, name: modelName(ref, facts?.name), ref, path, source, bytes, role, abilities });
  }
  return cards;
}
