import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Desk } from "#cli/command.ts";
import { errorOf } from "#cli/failure.ts";
import { placeOf } from "#cli/models.ts";
import { type EngineFlags, engineOptions, modelOption, numberOption } from "#cli/options.ts";
import { databaseOf } from "#cli/settings.ts";
import type { Service } from "#server/service.ts";

/** What `serve` and `start` are asked for. */
export interface ServeFlags extends EngineFlags {
  readonly model: string;
  readonly embedder: string;
  readonly port: number;
  readonly host: string;
  readonly apiKey?: string;
}

export function addServeOptions(command: Command, desk: Desk): void {
  const { say, settings } = desk;
  command
    .addOption(numberOption("--port <N>", say("option.port"), 0, 65_535).default(settings.port))
    .addOption(new Option("--host <ADDRESS>", say("option.host")).default("127.0.0.1"))
    .addOption(new Option("--api-key <KEY>", say("option.apiKey")))
    .addOption(modelOption(desk))
    .addOption(new Option("--embedder <REF>", say("option.embedderRef")).default(settings.embedder));
  for (const option of engineOptions(desk)) command.addOption(option);
}

/** How often the loading is looked at, for the bar. */
const lookMs = 200;

/**
 * Serves until Ctrl-C. The address is printed at once; models load meanwhile, with a bar.
 * @param onReady is told the address when the server listens
 * @throws VitralError `runtime.unfound` for a model that is not here, `server.port`, `server.keyNeeded`
 */
export async function serveUntilStopped(
  desk: Desk,
  flags: ServeFlags,
  { examples, onReady }: { readonly examples?: string; readonly onReady?: (url: string) => void } = {},
): Promise<void> {
  const { settings, output, say, signal } = desk;
  await placeOf(flags.model);
  const [{ serve }, { packageFolder }, { version }] = await Promise.all([
    import("#server/serve.ts"),
    import("#platform/host.ts"),
    import("#cli/version.ts"),
  ]);
  const { port, host, model, embedder, threads, precision, apiKey } = flags;
  const serving = await serve({
    port,
    host,
    model,
    embedder,
    precision,
    version: version(),
    folder: settings.home,
    ...(threads !== undefined && { threads }),
    ...(apiKey !== undefined && { apiKey }),
    ...databaseOf(settings),
    ...(examples !== undefined && { examples: join(packageFolder, examples) }),
  });
  try {
    output.line(say("serve.at", { url: serving.url }));
    onReady?.(serving.url);
    const { service } = serving;
    const loading = [service.model(), service.knowledge.then(() => service.prepareExamples())];
    for (const part of loading)
      part.catch((error: unknown) => {
        if (!signal.aborted) output.note(`error: ${errorOf(error, settings.language).message}`); // else cut by closing
      });
    await watch(service, Promise.allSettled(loading), desk);
    if (!signal.aborted) output.note(say("serve.ready"));
    await stopped(signal);
  } finally {
    await serving.close();
  }
}

/** A bar for what is being loaded. */
async function watch(service: Service, end: Promise<unknown>, { output, say, signal }: Desk): Promise<void> {
  let isOver = false;
  const over = Promise.race([end, stopped(signal)]).then(() => {
    isOver = true;
  });
  let bar: { readonly of: string; readonly line: ReturnType<typeof output.progress> } | undefined;
  while (!isOver) {
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, lookMs))]);
    const { busy } = await service.state();
    const of = busy && `${busy.what} ${busy.name}`;
    if (of !== bar?.of) {
      bar?.line.end();
      const what =
        busy?.what === "index" ? say("progress.indexing") : say("progress.loading", { name: busy?.name ?? "" });
      bar = busy && of !== undefined ? { of, line: output.progress(what) } : undefined;
    }
    if (busy) bar?.line.at(busy.done);
  }
  bar?.line.end();
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
