import { Option } from "commander";
import { fromWire, VitralError } from "#base/error.ts";
import type { Desk } from "#cli/command.ts";
import { loading } from "#cli/models.ts";
import type { EngineFlags } from "#cli/options.ts";
import { databaseOf } from "#cli/settings.ts";
import type { Knowledge } from "#knowledge/knowledge.ts";
import type { IndexEvent } from "#knowledge/passage.ts";
import type { Embedder } from "#runtime/runtime.ts";

/** Where a command takes its texts from: a kept collection, or files read for this once. */
export interface TextFlags extends EngineFlags {
  readonly collection?: string;
  readonly data?: readonly string[];
  readonly embedder: string;
}

export const textOptions = ({ say, settings }: Desk): Option[] => [
  new Option("--collection <NAME>", say("option.collection")).conflicts("data"),
  new Option("--data <PATH...>", say("option.data")),
  new Option("--embedder <REF>", say("option.embedderRef")).default(settings.embedder),
];

/** An open store, and the name of the collection to use in it. */
export interface Texts {
  readonly knowledge: Knowledge;
  readonly collection: string;
  close(): Promise<void>;
}

/**
 * Opens the store and what it needs. With `--data`, a store in memory into which the files are read first.
 * @throws VitralError `cli.missing` without either flag, `knowledge.*`, `file.*`
 */
export async function openTexts(desk: Desk, flags: TextFlags): Promise<Texts> {
  const { settings, signal } = desk;
  if (flags.collection === undefined && flags.data === undefined)
    throw new VitralError("cli.missing", { name: "--collection <NAME> | --data <PATH...>" });
  const { openKnowledge } = await import("#knowledge/knowledge.ts");
  let opened: Promise<Embedder> | undefined;
  const embedder = (): Promise<Embedder> => {
    opened ??= import("#runtime/open.ts").then(({ openEmbedder }) =>
      loading(desk, flags.embedder, openEmbedder, flags),
    );
    return opened;
  };
  const place = flags.data ? {} : { folder: settings.home, ...databaseOf(settings) };
  const knowledge = await openKnowledge({ embedder, ...place });
  const close = async (): Promise<void> => {
    await knowledge.close();
    await (await opened?.catch(() => undefined))?.close();
  };
  try {
    const collection = flags.collection ?? "data";
    if (flags.data) await follow(desk, knowledge.index(collection, flags.data, { signal }));
    return { knowledge, collection, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What an indexing came to. */
export interface Indexed {
  readonly documents: number;
  readonly chunks: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Follows an indexing with a bar; what is skipped is told as it happens. Undefined: interrupted before its end. */
export async function follow(
  { output, say, settings }: Desk,
  events: AsyncIterable<IndexEvent>,
): Promise<Indexed | undefined> {
  const bar = output.progress(say("progress.indexing"));
  const skipped: { path: string; reason: string }[] = [];
  try {
    for await (const event of events) {
      if (event.type === "document") bar.at(event.done / Math.max(1, event.total), event.path);
      if (event.type === "skipped") {
        const { path, code, data, reason: message } = event;
        const error = fromWire({ code, data, message });
        const reason = error instanceof VitralError ? error.say(settings.language) : message;
        skipped.push({ path, reason }); // most reasons name the file themselves
        output.note(reason.includes(path) ? say("index.left", { reason }) : say("index.skipped", { path, reason }));
      }
      if (event.type === "indexed") {
        const { documents, chunks, unchanged, removed } = event;
        return { documents, chunks, unchanged, removed, skipped };
      }
    }
    return undefined;
  } finally {
    bar.end();
  }
}
