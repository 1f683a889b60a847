/**
 * A small decoder: embeddings, positions, blocks of attention and MLP around a residual stream, logits. Blocks normalise
 * first, as GPT-2 does (Radford et al., 2019, §2.3), for training without a warm-up.
 * Shapes: B sequences of T tokens, C wide, H heads, V tokens in the vocabulary.
 */
import { type Random, seededRandom } from "#base/random.ts";
import type { AttentionOptions } from "#learn/attention/attend.ts";
import { causalMask } from "#learn/attention/masks.ts";
import {
  attendInHeads,
  type MultiHead,
  type MultiHeadAttention,
  multiHead,
  multiHeadParameters,
} from "#learn/attention/multi-head.ts";
import { add } from "#learn/network/arithmetic.ts";
import { rows } from "#learn/network/arrange.ts";
import { gaussian, initialisations } from "#learn/network/dense.ts";
import { gelu } from "#learn/network/elementwise.ts";
import { layerNorm } from "#learn/network/normalise.ts";
import { linear } from "#learn/network/product.ts";
import { parameter, type Tensor } from "#learn/network/tensor.ts";
import type { PositionEncoding } from "#learn/position/encoding.ts";
import type { SequenceModel, SequencePass } from "#learn/sequence/sequence-model.ts";

export interface TransformerOptions {
  readonly vocabulary: number;
  /** C */
  readonly width: number;
  /** H, a divisor of C */
  readonly heads: number;
  readonly blocks: number;
  /** One of `encodings`, made for the same width and heads */
  readonly positions: PositionEncoding;
  readonly seed: number;
  /** Whether a token may see later ones; "causal", as a decoder; "full", as an encoder */
  readonly sight?: "causal" | "full";
  /** As in `attend`; "fast" */
  readonly sums?: AttentionOptions["sums"];
}

/** All steps of one pass. */
export interface TransformerPass extends SequencePass {
  /** With the positions added, [B, T, C]: what enters the first block */
  readonly positioned: Tensor;
  readonly blocks: readonly { readonly attention: MultiHeadAttention /** [B, T, C] */; readonly output: Tensor }[];
}

export interface Transformer extends SequenceModel {
  readonly run: (ids: readonly number[], shape: readonly [number, number]) => TransformerPass;
}

/**
 * x = E[ids] (+ positions); for each block x ← x + attention(norm(x)), x ← x + W₂ gelu(W₁ norm(x)); logits = W norm(x).
 * @throws VitralError `learn.value` if the width is no multiple of the heads, or, when it runs, if the positions do not
 *   reach so far
 * @example transformer({ vocabulary: 11, width: 16, heads: 2, blocks: 1, positions: encodings.rope({ width: 16, heads: 2 }), seed: 0 })
 */
export function transformer(options: TransformerOptions): Transformer {
  const { vocabulary: V, width: C, heads, positions, seed, sight = "causal", sums } = options;
  const random = seededRandom(seed);
  const table = parameter(
    Float32Array.from({ length: V * C }, () => gaussian(random)),
    { shape: [V, C] },
  );
  const blocks = Array.from({ length: options.blocks }, () => block(C, heads, random));
  const finalNorm = norm(C);
  const unembed = dense(V, C, random);
  return {
    name: `transformer, ${positions.name}`,
    parameters: [
      table,
      ...blocks.flatMap(({ parameters }) => parameters),
      ...finalNorm.parameters,
      ...unembed.parameters,
      ...positions.parameters,
    ],
    // In each block q, k, v at once, then scores, mix, projection, and the MLP's two; at last the logits.
    sequentialSteps: () => 6 * options.blocks + 1,
    run(ids, shape) {
      const [, T] = shape;
      const [bias, causal] = [positions.bias?.(T), sight === "causal" ? causalMask(T) : undefined];
      const mask = bias && causal ? add(bias, causal) : (bias ?? causal);
      const embedded = rows(table, ids, shape);
      const positioned = positions.add?.(embedded) ?? embedded;
      let x = positioned;
      const steps = blocks.map((own) => {
        const attention = attendInHeads(own.attention, own.norm1.apply(x), { mask, turn: positions.turn, sums });
        x = add(x, attention.output);
        x = add(x, own.down.apply(gelu(own.up.apply(own.norm2.apply(x)))));
        return { attention, output: x };
      });
      return { embedded, positioned, blocks: steps, logits: unembed.apply(finalNorm.apply(x)) };
    },
  };
}

/** A function with what it learns. */
interface Part {
  readonly parameters: readonly Tensor[];
  readonly apply: (x: Tensor) => Tensor;
}

function block(C: number, heads: number, random: Random) {
  const attention: MultiHead = multiHead(C, heads, random);
  const [norm1, norm2, up, down] = [norm(C), norm(C), dense(4 * C, C, random), dense(C, 4 * C, random)];
  const parts: readonly Part[] = [norm1, norm2, up, down];
  const parameters = [...multiHeadParameters(attention), ...parts.flatMap((part) => part.parameters)];
  return { attention, norm1, norm2, up, down, parameters };
}

function dense(outputs: number, inputs: number, random: Random): Part {
  const w = parameter(
    Float32Array.from({ length: outputs * inputs }, () => initialisations.xavier(inputs, outputs, random)),
    { shape: [outputs, inputs] },
  );
  const b = parameter(new Float32Array(outputs));
  return { parameters: [w, b], apply: (x) => linear(x, w, b) };
}

function norm(width: number): Part {
  const w = parameter(new Float32Array(width).fill(1));
  const b = parameter(new Float32Array(width));
  return { parameters: [w, b], apply: (x) => layerNorm(x, w, b) };
}
