/** Reads the goldens' safetensors whole: they are small. */
import { readSafetensors } from "#files/safetensors/header.ts";
import { openFile } from "#platform/file-source.ts";

export interface Golden {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

export const goldenPath = (name: string): string => new URL(`goldens/${name}`, import.meta.url).pathname;

export async function readGolden(name: string): Promise<Map<string, Golden>> {
  const source = await openFile(goldenPath(name));
  const tensors = new Map<string, Golden>();
  for (const [key, { type, shape, offset, bytes }] of await readSafetensors(source)) {
    const { buffer } = (await source.read(offset, bytes)).slice();
    const values =
      type === "F32" ? new Float32Array(buffer) : type === "I32" ? new Int32Array(buffer) : new Uint8Array(buffer);
    tensors.set(key, { shape, values });
  }
  await source.close();
  return tensors;
}

/** The largest absolute difference. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] as number) - (b[i] as number));
    if (!(d <= most)) most = d;
  }
  return most;
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] as number) * (b[i] as number);
    aa += (a[i] as number) ** 2;
    bb += (b[i] as number) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
