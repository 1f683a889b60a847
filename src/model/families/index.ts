/** The families that Vitral knows: each a file here, each on this list. */
import { bert } from "#model/families/bert.ts";
import { llama } from "#model/families/llama.ts";
import type { Family } from "#model/family.ts";

export const families: readonly Family[] = [llama, bert] as unknown as readonly Family[];
