import type { ModelConfig } from "#model/config.ts";
import type { KvCache } from "#model/kv-cache.ts";
import type { Backend } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import type { Probe } from "#probe/probe.ts";

/** Our name for a weight → its names in files, GGUF's first; `*` stands for the block's number, a last `?` for "if there". */
export type WeightNames = Readonly<Record<string, readonly string[]>>;

/** A family's weights by our names. A weight that the file may lack is undefined there. */
export type Weights<N extends WeightNames> = {
  readonly [Name in keyof N]: N[Name][number] extends `${string}?` ? Tensor | undefined : Tensor;
};

/** One forward pass: everything that a family may look at. T tokens in this call, S seen so far, these included. */
export interface Pass<N extends WeightNames> {
  readonly ops: Backend;
  readonly config: ModelConfig;
  /** Without a number, the weights that stand outside the blocks. */
  readonly weights: (block?: number) => Weights<N>;
  readonly cache: KvCache;
  readonly probe: Probe;
  readonly ids: Int32Array;
  readonly positions: Int32Array;
  /** Which rows of logits are wanted. */
  readonly logits: "all" | "last";
}

/** A model family: how its weights are called, and what it computes with them. */
export interface Family<N extends WeightNames = WeightNames> {
  /** `general.architecture` of the files it reads. */
  readonly architectures: readonly string[];
  /** llm: forward returns logits [T or 1, V]. embedder: the last hidden state [T, C]. */
  readonly role: "llm" | "embedder";
  readonly weights: N;
  /** Weights that are looked up by rows. One that is tied to another weight is multiplied with, too. */
  readonly tables: readonly (keyof N)[];
  readonly forward: (pass: Pass<N>) => Tensor;
}

/** Gives a family's definition its types. */
export const defineFamily = <const N extends WeightNames>(family: Family<N>): Family<N> => family;

/** x through all blocks; what a block leaves in scratch memory is freed at its end. */
export function throughBlocks(
  { ops, config }: Pass<WeightNames>,
  x: Tensor,
  block: (x: Tensor, l: number) => Tensor,
): Tensor {
  for (let l = 0; l < config.blocks; l++) {
    const mark = ops.mark();
    x = ops.release(mark, block(x, l)) as Tensor;
  }
  return x;
}
