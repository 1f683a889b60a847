import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { VitralError } from "#base/error.ts";
import type { FoundModel } from "#runtime/homes/home.ts";
import { findModels, foundBy } from "#runtime/homes.ts";
import type { ModelHome } from "#runtime/runtime.ts";

/** Where a model that somebody named is: on this computer, or behind a server that speaks the OpenAI API. */
export type ModelPlace =
  | { readonly kind: "local"; readonly ref: string; readonly path: string; readonly source: ModelHome }
  | { readonly kind: "remote"; readonly ref: string; readonly baseUrl: string; readonly model: string };

/**
 * Finds what `--model REF` names: `http(s)://HOST/v1#MODEL`; a path that looks like one; the name of a bundled model
 * or of one in another program's home; else any path. Whether the file is a model, opening it will show.
 * @param find lists the models of this computer
 * @throws VitralError `runtime.remoteRef` for an address without a model; `runtime.unfound`, listing what there is
 */
export async function resolveModel(
  ref: string,
  find: () => Promise<readonly FoundModel[]> = () => findModels(),
): Promise<ModelPlace> {
  if (/^https?:\/\//i.test(ref)) return remotePlace(ref);
  const path = ref.replace(/^~(?=[\\/])/, homedir());
  if (looksLikePath(ref)) return { kind: "local", ref, path, source: "file" };
  const models = await find();
  const found = foundBy(ref, models);
  if (found) return { kind: "local", ref: found.ref, path: found.path, source: found.source };
  if (existsSync(path)) return { kind: "local", ref, path, source: "file" };
  const known = models.map((model) => model.ref).slice(0, 12);
  throw new VitralError("runtime.unfound", { ref, known: known.join(", ") });
}

/** `http://127.0.0.1:1234/v1#MODEL` → where to ask, and for what. An address without a path means `/v1`. */
function remotePlace(ref: string): ModelPlace {
  const url = URL.canParse(ref) ? new URL(ref) : undefined;
  const model = decoded(ref.includes("#") ? ref.slice(ref.indexOf("#") + 1) : "");
  if (!url || model === "") throw new VitralError("runtime.remoteRef", { ref });
  url.hash = "";
  if (url.pathname === "/") url.pathname = "/v1";
  return { kind: "remote", ref, baseUrl: url.href.replace(/\/$/, ""), model };
}

/** Names may hold `%` of their own. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A path says so by how it begins or ends; `publisher/name` alone may be either, and a home's model comes first. */
const looksLikePath = (ref: string): boolean => /^(\.{1,2}|~)?[\\/]|^[a-z]:[\\/]|\.gguf$|[\\/]$|^\.{1,2}$/i.test(ref);
