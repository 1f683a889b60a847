import { assert } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { type ModelFile, type TensorInfo, weightSource } from "#files/model-file.ts";
import { type ModelConfig, readConfig } from "#model/config.ts";
import { families } from "#model/families/index.ts";
import type { Family, WeightNames, Weights } from "#model/family.ts";
import { KvCache } from "#model/kv-cache.ts";
import { checkShape } from "#model/shapes.ts";
import type { Backend, WeightSource } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import { blind, type Probe } from "#probe/probe.ts";

/** A loaded model: weights in a backend, and the family that computes with them. */
export interface Model {
  readonly config: ModelConfig;
  readonly role: Family["role"];
  readonly backend: Backend;
  /** An empty cache for one conversation. */
  cache(): KvCache;
  /**
   * One pass over `ids`, which follow what `cache` has seen. Returns logits [T or 1, V] of an llm, the last hidden
   * state [T, C] of an embedder: a tensor in scratch memory, valid until the next pass.
   * @throws VitralError `generate.context`, `tokenizer.id`
   */
  forward(
    ids: Int32Array,
    cache: KvCache,
    options?: { readonly probe?: Probe; readonly logits?: "all" | "last" },
  ): Tensor;
}

/**
 * Loads a model's weights into a backend.
 * @param onProgress is told the share that is loaded, in [0, 1]
 * @throws VitralError `model.unknown`, `model.config`, `model.tensor`, `tensor.type`
 */
export async function loadModel(
  file: ModelFile,
  backend: Backend,
  onProgress?: (share: number) => void,
): Promise<Model> {
  const architecture = String(file.metadata["general.architecture"] ?? "");
  const family = families.find(({ architectures }) => architectures.includes(architecture));
  if (!family) {
    const known = families.flatMap(({ architectures }) => architectures).join(", ");
    throw new VitralError("model.unknown", { file: file.path, family: architecture || "?", known });
  }
  const config = await withRopeFactors(readConfig(file), file);
  const weights = await loadWeights(file, family, config, backend, onProgress);
  const width = config.kvHeads * config.headDim;
  return {
    config,
    role: family.role,
    backend,
    cache: () => new KvCache(backend, family.role === "llm" ? config.blocks : 0, width, config.contextLength),
    forward(ids, cache, { probe = blind, logits = "last" } = {}) {
      assert(ids.length > 0, "a pass has at least one token");
      checkRoom(ids, cache.length, config);
      backend.release(0);
      const positions = Int32Array.from(ids, (_, t) => cache.length + t);
      return family.forward({ ops: backend, config, weights, cache, probe, ids, positions, logits });
    },
  };
}

/** Neither places nor rows of the embedding past the last: a kernel would read what lies behind. */
function checkRoom(ids: Int32Array, before: number, { contextLength, vocabulary }: ModelConfig): void {
  const tokens = before + ids.length;
  if (tokens > contextLength) throw new VitralError("generate.context", { tokens, limit: contextLength });
  const stranger = ids.find((id) => id < 0 || id >= vocabulary);
  if (stranger !== undefined) throw new VitralError("tokenizer.id", { id: stranger, last: vocabulary - 1 });
}

/** GGUF files of Llama 3.1 and later carry RoPE's factors as a tensor. */
async function withRopeFactors(config: ModelConfig, file: ModelFile): Promise<ModelConfig> {
  const info = file.tensors.get("rope_freqs.weight");
  if (info?.type !== "F32" || info.shape[0] !== config.headDim / 2) return config;
  const factors = new Float32Array(config.headDim / 2);
  await weightSource(info).readInto(new Uint8Array(factors.buffer), 0);
  return { ...config, rope: { ...config.rope, factors } };
}

async function loadWeights(
  file: ModelFile,
  { weights: names, tables, architectures }: Family,
  config: ModelConfig,
  backend: Backend,
  onProgress?: (share: number) => void,
): Promise<(block?: number) => Weights<WeightNames>> {
  /** The name in the file of one of our weights; undefined if the file may lack it, and does. */
  const nameIn = (candidates: readonly string[], block: number): string | undefined => {
    const names = candidates.map((candidate) => candidate.replace("?", "").replace("*", String(block)));
    const name = names.find((candidate) => file.tensors.has(candidate));
    if (name !== undefined || candidates.every((candidate) => candidate.endsWith("?"))) return name;
    throw new VitralError("model.tensor", { file: file.path, tensor: names[0] ?? "", family: architectures[0] ?? "" });
  };
  const blocks = Array.from({ length: config.blocks }, (): Record<string, Tensor | undefined> => ({}));
  const outer: Record<string, Tensor | undefined> = {};
  const wanted: { into: Record<string, Tensor | undefined>; ours: string; source: WeightSource }[] = [];
  const products = new Set<string>(); // names of weights that are multiplied with
  for (const [ours, candidates] of Object.entries(names)) {
    const places = candidates[0]?.includes("*") ? blocks : [outer];
    places.forEach((into, block) => {
      const name = nameIn(candidates, block);
      if (name === undefined) return;
      const info = file.tensors.get(name) as TensorInfo;
      checkShape(ours, info, config, file.path);
      wanted.push({ into, ours, source: weightSource(info) });
      if (!tables.includes(ours)) products.add(name);
    });
  }

  refuseStrangers(file, new Set(wanted.map(({ source }) => source.name)), architectures);

  const total = [...file.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const loaded = new Map<string, Tensor>(); // tied weights are one
  for (const { into, ours, source } of wanted) {
    let tensor = loaded.get(source.name);
    if (!tensor) {
      tensor = await backend.load(source, products.has(source.name) ? "product" : "table");
      loaded.set(source.name, tensor);
      done += source.bytes;
      onProgress?.(done / total);
    }
    into[ours] = tensor;
  }
  const all = outer as Weights<WeightNames>;
  return (block) => (block === undefined ? all : (blocks[block] as Weights<WeightNames>));
}

/** Tensors inside blocks that nothing reads: frequencies that the configuration tells as well. */
const harmless = /rotary_emb\.inv_freq$/;

/** A weight of a block that the family does not compute with would make every result wrong, silently. */
function refuseStrangers(file: ModelFile, known: ReadonlySet<string>, architectures: readonly string[]): void {
  for (const name of file.tensors.keys()) {
    if (!/^(blk|.*layers?)\.\d+\./.test(name) || known.has(name) || harmless.test(name)) continue;
    throw new VitralError("model.stranger", { file: file.path, tensor: name, family: architectures[0] ?? "" });
  }
}
