import { bundled } from "#runtime/homes/bundled.ts";
import type { Home } from "#runtime/homes/home.ts";
import { huggingFace } from "#runtime/homes/hugging-face.ts";
import { lmStudio } from "#runtime/homes/lm-studio.ts";
import { ollama } from "#runtime/homes/ollama.ts";

/** Every program whose models are found. What two of them keep is told for the first. */
export const homes: readonly Home[] = [bundled, lmStudio, ollama, huggingFace];
