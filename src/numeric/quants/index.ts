/** The types that the engine computes with: each a file here, each on this list. */
import { bf16 } from "#numeric/quants/bf16.ts";
import type { Codec } from "#numeric/quants/codec.ts";
import { f16 } from "#numeric/quants/f16.ts";
import { f32 } from "#numeric/quants/f32.ts";
import { q4_0 } from "#numeric/quants/q4_0.ts";
import { q4_1 } from "#numeric/quants/q4_1.ts";
import { q8_0 } from "#numeric/quants/q8_0.ts";
import type { TensorType } from "#numeric/tensor.ts";

export const codecs: Readonly<Record<TensorType, Codec>> = {
  F32: f32,
  F16: f16,
  BF16: bf16,
  Q8_0: q8_0,
  Q4_0: q4_0,
  Q4_1: q4_1,
};

export const tensorTypes = Object.keys(codecs) as readonly TensorType[];

export const isTensorType = (name: string): name is TensorType => Object.hasOwn(codecs, name);
