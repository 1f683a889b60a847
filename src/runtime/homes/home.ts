import type { Held } from "#runtime/homes/look.ts";
import type { ModelHome } from "#runtime/runtime.ts";

/** Where to look: whose computer this is. An argument, so that tests can make one up. */
export interface Places {
  /** The user's home folder. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the models that come with Vitral. */
  readonly bundled?: string;
  /** Where Ollama keeps models when it runs as a service of the system. */
  readonly ollamaService?: string;
}

/** A model that was found, before anything of it is read. */
export interface FoundModel {
  /** What `--model` takes: a bundled name, `publisher/name`, or the path where two would have one name. */
  readonly ref: string;
  readonly source: ModelHome;
  /** A GGUF file, or a folder in Hugging Face's layout. */
  readonly path: string;
  readonly bytes: number;
}

/** A model with the name that its home gives it. */
export interface Named extends Held {
  readonly ref: string;
}

/** A program that keeps models on this computer. */
export interface Home {
  readonly source: ModelHome;
  /** Everything in it, in order. Never throws: what cannot be read is not there. */
  look(places: Places): Promise<readonly Named[]>;
}

/** `publisher/name` for the only model of a folder; of several, each with its file. */
export function namedIn(ref: string, held: readonly Held[]): Named[] {
  return held.map((model) => ({ ...model, ref: held.length > 1 && model.file ? `${ref}/${model.file}` : ref }));
}
