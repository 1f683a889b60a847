import { VitralError } from "#base/error.ts";
import type { Desk } from "#cli/command.ts";
import type { EngineFlags } from "#cli/options.ts";
import type { OpenOptions } from "#runtime/open.ts";
import type { ModelPlace } from "#runtime/resolve.ts";
import type { LanguageModel } from "#runtime/runtime.ts";

/** Where `--model REF` is, with the homes of other programs as this machine's settings tell. */
export async function placeOf(ref: string): Promise<ModelPlace> {
  const { resolveModel } = await import("#runtime/resolve.ts");
  return resolveModel(ref);
}

/** The path of a model that must be on this computer. @throws VitralError `runtime.elsewhere` */
export async function localPath(ref: string): Promise<string> {
  const place = await placeOf(ref);
  if (place.kind === "local") return place.path;
  throw new VitralError("runtime.elsewhere", { ref });
}

/** Opens what needs a model's weights, with a bar while they load. */
export async function loading<T>(
  { output, say }: Desk,
  ref: string,
  open: (path: string, options: OpenOptions) => Promise<T>,
  { threads, precision }: EngineFlags,
): Promise<T> {
  const place = await placeOf(ref);
  if (place.kind === "remote") throw new VitralError("runtime.elsewhere", { ref });
  const bar = output.progress(say("progress.loading", { name: ref }));
  try {
    return await open(place.path, {
      precision,
      card: { ref: place.ref, source: place.source },
      onProgress: (share) => bar.at(share),
      ...(threads !== undefined && { threads }),
    });
  } finally {
    bar.end();
  }
}

/** Opens a language model to speak with, on this computer or behind a server, and says how long that took. */
export async function openSpeaker(
  desk: Desk,
  ref: string,
  flags: EngineFlags,
): Promise<{ readonly model: LanguageModel; readonly loadMs: number }> {
  const begun = performance.now();
  const place = await placeOf(ref);
  if (place.kind === "remote") {
    const { openRemote } = await import("#runtime/remote/open.ts");
    return { model: await openRemote(place.baseUrl, place.model), loadMs: performance.now() - begun };
  }
  const { openLanguageModel } = await import("#runtime/open.ts");
  const model = await loading(desk, ref, openLanguageModel, flags);
  return { model, loadMs: performance.now() - begun };
}
