import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { VitralError } from "#base/error.ts";
import { type Knowledge, openKnowledge } from "#knowledge/knowledge.ts";
import { modelCards } from "#runtime/cards.ts";
import type { FoundModel } from "#runtime/homes/home.ts";
import { findModels } from "#runtime/homes.ts";
import { modelName } from "#runtime/model-names.ts";
import { openEmbedder, openLanguageModel } from "#runtime/open.ts";
import { openRemote } from "#runtime/remote/open.ts";
import { resolveModel } from "#runtime/resolve.ts";
import type { Embedder, LanguageModel, ModelCard, ModelHome } from "#runtime/runtime.ts";
import { serverCards } from "#runtime/servers.ts";
import type { Collection, State } from "#server/api.ts";

/** What the service is started with. */
export interface ServiceOptions {
  readonly version: string;
  /** Where collections and conversations are kept. */
  readonly folder: string;
  readonly databaseUrl?: string;
  /** What `--model` takes. */
  readonly model: string;
  readonly embedder: string;
  readonly threads?: number;
  readonly precision?: "fast" | "exact";
  /** Other programs' servers, asked for their models. Default: `knownServers`. */
  readonly servers?: readonly string[];
  /** A folder with `collection.json`, to be indexed at the first start. */
  readonly examples?: string;
}

/** What is known of a model before it is opened. A name is given where the file's own is no name for people. */
function cardOf({ ref, source }: { readonly ref: string; readonly source: ModelHome }): Partial<ModelCard> {
  const name = modelName(ref, "");
  return { ref, source, ...(name === "" ? {} : { name }) };
}

/** How a collection introduces itself: `collection.json` beside its texts. */
interface Manifest {
  readonly name: string;
  readonly title: Collection["title"];
  readonly folders: readonly string[];
  readonly suggestions: Collection["suggestions"];
}

/** The models and collections behind the server. Everything is loaded in the background; who needs it waits for it. */
export class Service {
  readonly #options: ServiceOptions;
  readonly #knowledge: Promise<Knowledge>;
  #embedder: Promise<Embedder> | undefined;
  #model: Promise<LanguageModel>;
  #modelRef: string;
  #busy: State["busy"];
  #preparing: State["busy"];
  #ready: { model?: ModelCard; embedder?: ModelCard } = {};
  #manifest: Manifest | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#modelRef = options.model;
    const { folder, databaseUrl } = options;
    this.#knowledge = openKnowledge({
      embedder: () => this.embedder(),
      folder,
      ...(databaseUrl ? { databaseUrl } : {}),
    });
    this.#model = this.#load(options.model);
    // Who asks for them hears of a failure; nobody asking is no crash.
    this.#knowledge.catch(() => {});
    this.#model.catch(() => {});
  }

  get knowledge(): Promise<Knowledge> {
    return this.#knowledge;
  }

  /** The language model in use; with a name, that one, loaded in place of the other. */
  async model(ref?: string): Promise<LanguageModel> {
    if (ref === undefined || ref === this.#modelRef) return this.#model;
    const { ref: known } = await resolveModel(ref);
    if (known !== this.#modelRef) await this.load(known);
    return this.#model;
  }

  /** Loads a model in place of the one in use, which stays if that fails. */
  async load(ref: string, onProgress?: (share: number) => void): Promise<LanguageModel> {
    if (this.#busy?.what === "model") throw new VitralError("server.busy", {});
    const next = await this.#load(ref, onProgress);
    const former = this.#model;
    this.#model = Promise.resolve(next);
    this.#modelRef = ref;
    await former.then((model) => model.close()).catch(() => {});
    return next;
  }

  /** The embedder; by a name, only itself: the collections' vectors are its own. @throws VitralError `server.embedder` */
  async embedder(ref?: string): Promise<Embedder> {
    const embedder = await this.#embedderInUse();
    if (ref === undefined || ref === this.#options.embedder || ref === embedder.card.ref) return embedder;
    if ((await resolveModel(ref)).ref === embedder.card.ref) return embedder;
    throw new VitralError("server.embedder", { ref, embedder: embedder.card.ref });
  }

  #embedderInUse(): Promise<Embedder> {
    this.#embedder ??= this.#openEmbedder().catch((error: unknown) => {
      this.#embedder = undefined; // the next one may try again
      throw error;
    });
    return this.#embedder;
  }

  /** Models in this computer's files, by name: nothing of them is read. */
  found(): Promise<FoundModel[]> {
    return findModels();
  }

  /** What those files say of the models, and what other programs' servers have that are running now. */
  async cards(): Promise<ModelCard[]> {
    return (await Promise.all([modelCards(), serverCards(this.#options.servers)])).flat();
  }

  async state(): Promise<State> {
    const { version } = this.#options;
    const collections = await this.collections().catch(() => []);
    const busy = this.#busy ?? this.#preparing;
    return { version, collections, ...this.#ready, ...(busy ? { busy } : {}) };
  }

  async collections(): Promise<Collection[]> {
    const stored = await (await this.#knowledge).collections();
    return stored.map(({ name, documents, chunks, language, embedder }) => {
      const manifest = this.#manifest?.name === name ? this.#manifest : undefined;
      const title = manifest?.title ?? { en: name, es: name };
      return {
        name,
        title,
        documents,
        chunks,
        language,
        embedder,
        suggestions: manifest?.suggestions ?? { en: [], es: [] },
      };
    });
  }

  /** Indexes the example collection where that is not done yet. A start that was cut short goes on. */
  async prepareExamples(): Promise<void> {
    const { examples } = this.#options;
    if (examples === undefined) return;
    const manifest = JSON.parse(await readFile(join(examples, "collection.json"), "utf8")) as Manifest;
    this.#manifest = manifest;
    const tell = (done: number): void => {
      this.#preparing = { what: "index", name: manifest.name, done };
    };
    tell(0); // the embedder loads before the first text is told
    try {
      const knowledge = await this.#knowledge;
      const folders = manifest.folders.map((folder) => join(examples, folder));
      for await (const event of knowledge.index(manifest.name, folders))
        if (event.type === "document") tell(event.done / event.total);
    } finally {
      this.#preparing = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#model.then((model) => model.close()).catch(() => {});
    await this.#knowledge.then((knowledge) => knowledge.close()).catch(() => {});
    await this.#embedder?.then((embedder) => embedder.close()).catch(() => {});
  }

  async #load(ref: string, onProgress?: (share: number) => void): Promise<LanguageModel> {
    const place = await resolveModel(ref);
    if (place.kind === "remote") {
      const remote = await openRemote(place.baseUrl, place.model);
      this.#ready = { ...this.#ready, model: remote.card };
      return remote;
    }
    const tell = (done: number): void => {
      this.#busy = { what: "model", name: place.ref, done };
      onProgress?.(done);
    };
    tell(0);
    try {
      const card = cardOf(place);
      const model = await openLanguageModel(place.path, { ...this.#engine(), card, onProgress: tell });
      this.#ready = { ...this.#ready, model: model.card };
      return model;
    } finally {
      if (this.#busy?.what === "model") this.#busy = undefined;
    }
  }

  async #openEmbedder(): Promise<Embedder> {
    const place = await resolveModel(this.#options.embedder);
    if (place.kind === "remote") throw new VitralError("runtime.elsewhere", { ref: this.#options.embedder });
    const card = cardOf(place);
    const embedder = await openEmbedder(place.path, { ...this.#engine(), card });
    this.#ready = { ...this.#ready, embedder: embedder.card };
    return embedder;
  }

  #engine(): { threads?: number; precision?: "fast" | "exact" } {
    const { threads, precision } = this.#options;
    return { ...(threads === undefined ? {} : { threads }), ...(precision === undefined ? {} : { precision }) };
  }
}
