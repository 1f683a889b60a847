import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { opsCases, type Precision } from "#numeric/ops.cases.ts";
import type { Backend } from "#numeric/ops.ts";
import { openPlainBackend } from "#numeric/plain/backend.ts";
import { openWasmBackend } from "#numeric/wasm/backend.ts";

type Opened = readonly [name: string, precision: Precision, open: () => Promise<Backend>];
const backends: Opened[] = [["plain", "exact", async () => openPlainBackend()]];
for (const instructions of ["relaxed", "simd"] as const) {
  for (const precision of ["exact", "fast"] as const) {
    for (const threads of [1, 2, 3]) {
      const name = `WebAssembly, ${instructions}, ${precision}, ${threads} thread${threads > 1 ? "s" : ""}`;
      backends.push([name, precision, () => openWasmBackend({ instructions, precision, threads })]);
    }
  }
}

/** The first number that is out of its bounds, in words. */
function firstFault(values: Float32Array, wanted: Float64Array, bounds: Float64Array): string | undefined {
  if (values.length !== wanted.length) return `${values.length} numbers instead of ${wanted.length}`;
  for (const [i, value] of values.entries()) {
    if (value === wanted[i] || Math.abs(value - wanted[i]!) <= bounds[i]! + 2 ** -126) continue;
    return `number ${i} is ${value}, not ${wanted[i]} ± ${bounds[i]}`;
  }
  return undefined;
}

describe.each(backends)("%s", (_, precision, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.close());

  it.each(opsCases.map((one) => [one.name, one] as const))("%s", async (_name, { run, expected }) => {
    const { values, bounds } = expected(precision);
    const mark = backend.mark();
    expect(firstFault(backend.read(await run(backend)), values, bounds)).toBeUndefined();
    backend.release(mark);
  });
});
