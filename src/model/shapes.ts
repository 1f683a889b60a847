import { VitralError } from "#base/error.ts";
import type { TensorInfo } from "#files/model-file.ts";
import type { ModelConfig } from "#model/config.ts";

/**
 * Holds a tensor to the shape that the equations rely on, before anything is loaded.
 * @param ours our name for it; families that use a name mean the same by it
 * @throws VitralError `model.shape`
 */
export function checkShape(ours: string, { name, shape }: TensorInfo, config: ModelConfig, file: string): void {
  const { embeddingLength: C, heads: H, kvHeads: G, headDim: D, feedForwardLength: F, vocabulary: V } = config;
  const expected: Readonly<Record<string, readonly number[]>> = {
    embed: [V, C],
    unembed: [V, C],
    position: [config.contextLength, C],
    q: [H * D, C],
    qBias: [H * D],
    k: [G * D, C],
    kBias: [G * D],
    v: [G * D, C],
    vBias: [G * D],
    o: [C, H * D],
    gate: [F, C],
    up: [F, C],
    upBias: [F],
    down: [C, F],
  };
  // Norms and what is left of biases act on the residual stream; `segment` has as many rows as the file likes.
  const wanted = expected[ours] ?? (/norm|bias$/i.test(ours) ? [C] : undefined);
  const fits = wanted ? String(shape) === String(wanted) : shape.at(-1) === C;
  if (fits) return;
  throw new VitralError("model.shape", {
    tensor: name,
    file,
    got: shape.join(" × "),
    expected: wanted ? wanted.join(" × ") : `… × ${C}`,
  });
}
