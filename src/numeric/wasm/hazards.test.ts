/**
 * Jobs are put off and run by several threads at once: here each reads what others of another thread wrote, or writes
 * where others read. All numbers are whole, so every result is exact. What goes wrong, goes wrong only sometimes: each
 * chain is run many times.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedWeight } from "#numeric/ops.cases.ts";
import type { Backend } from "#numeric/ops.ts";
import type { Tensor } from "#numeric/tensor.ts";
import { openWasmBackend } from "#numeric/wasm/backend.ts";

const width = 64;
const count = (n: number, first = 0): Float32Array => Float32Array.from({ length: n }, (_, i) => first + i);

describe.each([2, 3])("%i threads", (threads) => {
  let backend: Backend;
  /** Multiplying by it reverses a row, so that every thread reads what another one wrote. */
  let mirror: Tensor;
  beforeAll(async () => {
    backend = await openWasmBackend({ threads });
    const values = new Float32Array(width * width);
    for (let i = 0; i < width; i++) values[i * width + width - 1 - i] = 1;
    mirror = await backend.load(storedWeight("F32", values, [width, width]).source, "product");
  });
  afterAll(() => backend.close());

  /** Runs a chain many times, each from scratch memory that the last one has used. */
  function repeatedly(times: number, chain: (time: number) => void): void {
    for (let time = 0; time < times; time++) {
      backend.release(0);
      chain(time);
    }
  }
  const mirrored = (x: Float32Array): number[] => [...x].reverse();

  it("multiplies what rows have just been looked up", async () => {
    const table = await backend.load(storedWeight("F32", count(8 * width), [8, width]).source, "table");
    repeatedly(300, (time) => {
      const id = time % 8;
      const out = backend.matmul(backend.rows(table, Int32Array.of(id)), mirror);
      expect([...backend.read(out)]).toEqual(mirrored(count(width, id * width)));
    });
  });

  it("runs a list that is longer than its memory", () => {
    const x = count(width);
    repeatedly(3, () => {
      let out = backend.write(x, [1, width]);
      for (let i = 0; i < 9_001; i++) out = backend.matmul(out, mirror);
      expect([...backend.read(out)]).toEqual(mirrored(x));
    });
  });

  it("looks up more ids than its box for them holds", async () => {
    const table = await backend.load(storedWeight("F32", count(5), [5, 1]).source, "table");
    const ids = Int32Array.from({ length: 70_000 }, (_, i) => (i * 7) % 5);
    repeatedly(3, () => {
      const [first, all] = [backend.rows(table, ids.subarray(1, 30_001)), backend.rows(table, ids)];
      expect(backend.read(first).findIndex((value, i) => value !== ids[i + 1])).toBe(-1);
      expect(backend.read(all).findIndex((value, i) => value !== ids[i])).toBe(-1);
    });
  });

  it("writes over a cache only when those who read it have done so", () => {
    const room = backend.allocate([4, width]);
    repeatedly(300, (time) => {
      const first = backend.matmul(backend.write(count(width, time), [1, width]), mirror);
      const twice = backend.scale(first, 2);
      const seen = backend.matmul(backend.store(room, 0, first), mirror);
      backend.store(room, 0, twice);
      const again = backend.matmul(backend.store(room, 0, twice), mirror);
      expect([...backend.read(seen)]).toEqual([...count(width, time)]);
      expect([...backend.read(again)]).toEqual([...count(width, time)].map((value) => value * 2));
    });
    backend.free(room);
  });

  it("reads a cache through any of its views once it is written", () => {
    const room = backend.allocate([3, width]);
    repeatedly(300, (time) => {
      const row = backend.matmul(backend.write(count(width, time), [1, width]), mirror);
      backend.store(room, 2, row);
      const out = backend.matmul(backend.slice(room, 2, 3), mirror);
      expect([...backend.read(out)]).toEqual([...count(width, time)]);
    });
    backend.free(room);
  });

  it("keeps one tensor when scratch memory is given back", () => {
    repeatedly(300, (time) => {
      const x = backend.write(count(width * 3, time), [3, width]);
      const mark = backend.mark();
      let out = x;
      for (let block = 0; block < 4; block++) {
        const turned = backend.matmul(backend.matmul(backend.matmul(out, mirror), mirror), mirror);
        out = backend.release(mark, backend.silu(backend.scale(turned, 1))) as Tensor;
        out = backend.release(mark, backend.scale(turned, 1)) as Tensor;
      }
      const wanted = [0, 1, 2].flatMap((row) => [...count(width, time + row * width)]);
      expect([...backend.read(out)]).toEqual(wanted);
    });
  });

  it("gives out memory only when the jobs that were to write there have run", () => {
    const many = 5 << 20; // more numbers than a piece of scratch memory holds, so that the next one takes its place
    const [small, large] = [backend.constant(count(width), [1, width]), backend.allocate([1, many])];
    for (const take of [
      () => backend.constant(new Float32Array(many).fill(7), [many]),
      () => backend.scale(backend.allocate([many]), 0),
    ]) {
      backend.release(0);
      backend.scale(small, 3);
      backend.release(0);
      backend.scale(large, 2);
      const taken = take();
      const first = backend.read(taken)[0];
      expect(backend.read(taken).every((value) => value === first)).toBe(true);
    }
  });
});
