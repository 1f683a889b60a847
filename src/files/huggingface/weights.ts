import { VitralError } from "#base/error.ts";
import { shown } from "#files/foreign.ts";
import { type Folder, type Json, readJson } from "#files/huggingface/json-file.ts";
import { limits } from "#files/limits.ts";
import type { TensorInfo } from "#files/model-file.ts";
import { readSafetensors } from "#files/safetensors/header.ts";

const single = "model.safetensors";
const index = "model.safetensors.index.json";

/** A folder's tensors, and the end of the files that they are read from. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  close(): Promise<void>;
}

/**
 * Lists a folder's tensors: from `model.safetensors`, or from the shards that its index names.
 * @throws VitralError `file.missing` for a shard too, `huggingface.bad`, `safetensors.*`; nothing stays open then
 */
export async function openWeights(folder: Folder): Promise<Weights> {
  const sources: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const source of sources) await source.close();
  };
  try {
    const tensors = new Map<string, TensorInfo>();
    const places = (await folder.has(single)) ? undefined : await shardsOf(folder);
    for (const shard of places ? new Set(places.values()) : [single]) {
      const source = await folder.open(shard);
      sources.push(source);
      for (const [name, info] of await readSafetensors(source)) tensors.set(name, info);
    }
    for (const [name, shard] of places ?? []) {
      if (tensors.has(name)) continue;
      throw bad(folder, index, `weight_map.${shown(name)}`, shard, `${shard}: ${shown(name)}`);
    }
    return { tensors: new Map([...tensors].map(([name, info]) => [withoutPrefix(name), info])), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Models that hold a BertModel name its tensors with `bert.` before them. */
const withoutPrefix = (name: string): string => name.replace(/^bert\./, "");

/** Tensor → file, as the index says. */
async function shardsOf(folder: Folder): Promise<ReadonlyMap<string, string>> {
  if (!(await folder.has(index))) {
    for (const pickle of ["pytorch_model.bin", "pytorch_model.bin.index.json"]) {
      if (await folder.has(pickle)) throw bad(folder, pickle, "format", "PyTorch pickle", "safetensors");
    }
    throw new VitralError("file.missing", { file: `${folder.path}/${single}` });
  }
  const map = (await readJson(folder, index))["weight_map"];
  if (typeof map !== "object" || map === null || Array.isArray(map)) throw bad(folder, index, "weight_map", map, "{…}");
  const places = new Map<string, string>();
  for (const [name, shard] of Object.entries(map as Json)) {
    if (typeof shard !== "string" || !/^\w[\w.-]*\.safetensors$/.test(shard)) {
      throw bad(folder, index, `weight_map.${shown(name)}`, shard, "*.safetensors");
    }
    places.set(name, shard);
  }
  const shards = new Set(places.values()).size;
  if (shards < 1 || shards > limits.huggingface.shards) {
    throw bad(folder, index, "weight_map", shards, `1 … ${limits.huggingface.shards}`);
  }
  return places;
}

const bad = (folder: Folder, name: string, field: string, value: unknown, expected: string): VitralError =>
  new VitralError("huggingface.bad", { file: `${folder.path}/${name}`, field, value: shown(value), expected });
