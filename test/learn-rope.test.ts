import { expect, it } from "vitest";
import { backward, parameter } from "#learn/network/tensor.ts";
import { encodings } from "#learn/position/encodings.ts";
import { readGolden } from "./read-goldens.ts";

it("rotary positions turn neighbouring pairs as PyTorch does, and turn gradients back", async () => {
  const goldens = await readGolden("learning/operations.safetensors");
  const golden = (name: string) => goldens.get(`rope_interleaved.${name}`)!;
  const x = parameter(golden("x").values as Float32Array, { shape: golden("x").shape });
  const y = encodings.rope({ width: x.shape.at(-1)! }).turn!(x);
  backward(y, golden("R").values);
  for (const [got, want] of [
    [y.data, golden("y").values],
    [x.grad!, golden("grad.x").values],
  ] as const)
    want.forEach((value, i) => {
      expect(Math.abs(got[i]! - value), `[${i}]`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(value));
    });
});
