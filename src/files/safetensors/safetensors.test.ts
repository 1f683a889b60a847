import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryFile } from "#files/memory.cases.ts";
import { readSafetensors } from "#files/safetensors/header.ts";
import { safetensorsChunks } from "#files/safetensors/write.ts";

const read = (bytes: Uint8Array) => readSafetensors(memoryFile("a.safetensors", bytes));

/** A file with this header, whatever it claims, and so much data. */
function file(header: string, dataBytes = 0, length: number | bigint = new TextEncoder().encode(header).length) {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}
const tensor = (fields: object): string =>
  JSON.stringify({ t: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...fields } });

describe("safetensors", () => {
  it("written are read again, whatever the names, shapes and values", async () => {
    const values = fc.float32Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.string(), values), { selector: ([name]) => name }), async (list) => {
        fc.pre(list.every(([name]) => name !== "__metadata__" && name !== "__proto__"));
        const tensors = list.map(([name, each]) => ({ name, shape: [each.length], values: each }));
        const bytes = new Uint8Array(await new Blob(safetensorsChunks(tensors) as BlobPart[]).arrayBuffer());
        const back = await read(bytes);
        expect(new Set(back.keys())).toEqual(new Set(list.map(([name]) => name)));
        for (const [name, each] of list) {
          const { offset, bytes: length, shape, type } = back.get(name)!;
          expect([type, ...shape]).toEqual(["F32", each.length]);
          expect(new Float32Array(bytes.slice(offset, offset + length).buffer)).toEqual(each);
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  it("may have scalars, empty tensors and free metadata", async () => {
    const header = JSON.stringify({
      __metadata__: { format: "pt" },
      a: { dtype: "I64", shape: [], data_offsets: [0, 8] },
      b: { dtype: "F16", shape: [0, 7], data_offsets: [8, 8] },
    });
    const tensors = await read(file(header, 8));
    expect([...tensors.values()].map(({ name, bytes }) => [name, bytes])).toEqual([
      ["a", 8],
      ["b", 0],
    ]);
  });
});

const wrong: [title: string, bytes: Uint8Array, field: string][] = [
  ["too short", Uint8Array.of(1, 2), "size"],
  ["a header past the end", file("{}", 0, 3), "header_size"],
  ["a header past every size", file("{}", 0, 2n ** 64n - 1n), "header_size"],
  ["no JSON", file("{,}", 0), "header"],
  ["a list", file("[1]", 0), "header"],
  ["an unknown dtype", file(tensor({ dtype: "F7" }), 8), "t.dtype"],
  ["a dtype of Object's own", file(tensor({ dtype: "constructor" }), 8), "t.dtype"],
  ["no entry", file('{"t":null}'), "t.dtype"],
  ["a negative size", file(tensor({ shape: [-2] }), 8), "t.shape"],
  ["half a size", file(tensor({ shape: [0.5] }), 8), "t.shape"],
  ["too many dimensions", file(tensor({ shape: [2, 1, 1, 1, 1, 1, 1, 1, 1] }), 8), "t.shape"],
  ["no offsets", file(tensor({ data_offsets: undefined }), 8), "t.data_offsets"],
  ["offsets that do not fit the shape", file(tensor({ shape: [3] }), 8), "t.data_offsets"],
  ["a product past every size", file(tensor({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), 8), "t.data_offsets"],
  ["offsets that go backwards", file(tensor({ data_offsets: [8, 0] }), 8), "t.data_offsets"],
  ["data past the end", file(tensor({}), 7), "t.data_offsets"],
  [
    "tensors that overlap",
    file(
      '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"t":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}',
      7,
    ),
    "t.data_offsets",
  ],
];

describe("a wrong file is told by its field", () => {
  it.each(wrong)("%s", async (_title, bytes, field) => {
    const source = memoryFile("a.safetensors", bytes);
    await expect(readSafetensors(source)).rejects.toMatchObject({
      code: "safetensors.bad",
      data: { file: "a.safetensors", field },
    });
    expect(source.asked.bytes).toBeLessThanOrEqual(2 * bytes.length);
  });

  it.each([
    ["Git LFS pointer", "version https://git-lfs.github.com/spec/v1"],
    ["GGUF", "GGUF\x03\0\0\0"],
    ["HTML", "<html>"],
  ])("%s", async (kind, content) => {
    const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    await expect(read(bytes)).rejects.toMatchObject({ code: "safetensors.foreign", data: { kind } });
  });
});
