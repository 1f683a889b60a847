import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GgufWriter } from "#files/gguf/gguf.cases.ts";
import { openGguf } from "#files/gguf/open.ts";
import { ggmlTypes } from "#files/gguf/types.ts";
import { limits } from "#files/limits.ts";
import { memoryFile } from "#files/memory.cases.ts";
import { weightSource } from "#files/model-file.ts";

const gguf = (): GgufWriter => new GgufWriter();
const open = (bytes: Uint8Array) => openGguf(memoryFile("a.gguf", bytes));
const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("a GGUF file", () => {
  it.each([2, 3])("of version %i gives its metadata, of every type, and its tensors", async (version) => {
    const writer = gguf().start(2, 12, version);
    writer.text("general.architecture").u32(8).text("llama");
    writer.text("u8").u32(0).raw([200]).text("i8").u32(1).raw([200]);
    writer.text("u16").u32(2).raw([1, 2]).text("i16").u32(3).raw([255, 255]);
    writer.text("u32").u32(4).u32(4_000_000_000).text("bool").u32(7).raw([1]);
    writer.text("f32").u32(6).raw([0, 0, 192, 63]);
    writer
      .text("u64")
      .u32(10)
      .u64(2n ** 63n)
      .text("i64")
      .u32(11)
      .u64(2n ** 64n - 5n);
    writer.text("texts").u32(9).u32(8).u64(2).text("á").text("");
    writer.text("nested").u32(9).u32(9).u64(1).u32(0).u64(2).raw([7, 8]);
    writer.tensor("a.weight", [32, 2], 2, 0).tensor("b.weight", [4], 0, 64).align();
    writer.raw(new Uint8Array(64)).raw([0, 0, 128, 63, ...new Array(12).fill(9)]);
    const file = await open(writer.bytes());
    expect({ ...file.metadata }).toEqual({
      "general.architecture": "llama",
      u8: 200,
      i8: -56,
      u16: 513,
      i16: -1,
      u32: 4_000_000_000,
      bool: true,
      f32: 1.5,
      u64: 2n ** 63n,
      i64: -5,
      texts: ["á", ""],
      nested: [[7, 8]],
    });
    expect(file.ropePairs).toBe("neighbours");
    expect([...file.tensors.values()].map(({ name, type, shape, bytes }) => ({ name, type, shape, bytes }))).toEqual([
      { name: "a.weight", type: "Q4_0", shape: [2, 32], bytes: 36 },
      { name: "b.weight", type: "F32", shape: [4], bytes: 16 },
    ]);
    const into = new Uint8Array(4);
    await weightSource(file.tensors.get("b.weight")!).readInto(into, 0);
    expect([...into]).toEqual([0, 0, 128, 63]);
  });

  it("lists tensors of every type of ggml, and says which it cannot compute", async () => {
    const types = Object.entries(ggmlTypes);
    const writer = gguf().start(types.length, 0);
    let offset = 0;
    for (const [number, [name, block, bytes]] of types) {
      writer.tensor(name, [block], Number(number), offset);
      offset += Math.ceil(bytes / 32) * 32;
    }
    writer.align().raw(new Uint8Array(offset));
    const { tensors } = await open(writer.bytes());
    expect([...tensors.values()].map(({ type, bytes }) => [type, bytes])).toEqual(
      types.map(([, [name, , bytes]]) => [name, bytes]),
    );
    expect(() => weightSource(tensors.get("Q6_K")!)).toThrow(
      expect.objectContaining({ code: "tensor.type", data: expect.objectContaining({ tensor: "Q6_K", type: "Q6_K" }) }),
    );
    expect(weightSource(tensors.get("BF16")!).type).toBe("BF16");
  });

  it("is read on when its header is longer than the first bytes, and never whole", async () => {
    const long = "x".repeat(5 << 20);
    const head = gguf().start(1, 1).text("k").u32(8).u64(long.length).bytes();
    const tail = gguf()
      .tensor("t", [1 << 20], 0, 0)
      .bytes();
    const bytes = new Uint8Array(Math.ceil((head.length + long.length + tail.length) / 32) * 32 + (4 << 20));
    bytes.set(head);
    bytes.fill(120, head.length, head.length + long.length);
    bytes.set(tail, head.length + long.length);
    const source = memoryFile("long.gguf", bytes);
    const { metadata, tensors } = await openGguf(source);
    expect(metadata["k"]).toHaveLength(long.length);
    expect(tensors.get("t")?.shape).toEqual([1 << 20]);
    expect(source.asked.bytes).toBeLessThan(2 * bytes.length);
  });
});

describe("what is no GGUF file is told what it is", () => {
  it.each([
    ["PDF", "%PDF-1.7\n"],
    ["ZIP", "PK\x03\x04\x14"],
    ["HTML", "<!DOCTYPE html><html>"],
    ["PyTorch pickle", "\x80\x02}q"],
    ["Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:"],
    ["safetensors", '\x40\0\0\0\0\0\0\0{"a":'],
    ["JSON", '{"model_type": "llama"}'],
    ["GGML", "tjgg\x03\0\0\0"],
    ["gzip", "\x1f\x8b\x08"],
    ['"once upo"', "once upon a time"],
  ])("%s", async (kind, content) => {
    await expect(open(latin(content))).rejects.toMatchObject({
      code: "gguf.foreign",
      data: { file: "a.gguf", kind: expect.stringContaining(kind) },
    });
  });
});

/** A wrong file, what it is called, and what its error names. */
const wrong: [title: string, bytes: () => Uint8Array, code: string, field?: string][] = [
  ["nothing", () => new Uint8Array(0), "gguf.truncated", "magic"],
  ["half a magic", () => latin("GG"), "gguf.truncated", "magic"],
  ["version 1", () => gguf().start(0, 0, 1).bytes(), "gguf.version"],
  ["big endian", () => gguf().start(0, 0, 0x03000000).bytes(), "gguf.endian"],
  [
    "too many tensors",
    () =>
      gguf()
        .start(2n ** 63n, 0)
        .bytes(),
    "gguf.bad",
    "tensor_count",
  ],
  ["more tensors than the file holds", () => gguf().start(100_000, 0).bytes(), "gguf.truncated", "tensor_count"],
  [
    "too many keys",
    () =>
      gguf()
        .start(0, 2n ** 64n - 1n)
        .bytes(),
    "gguf.bad",
    "metadata_kv_count",
  ],
  ["a long key", () => gguf().start(0, 1).u64(1e15).u32(0).u32(0).bytes(), "gguf.bad", "metadata_kv[0].key"],
  ["a text past the end", () => gguf().start(0, 1).text("k").u32(8).u64(9).raw([1]).bytes(), "gguf.truncated", "k"],
  ["an unknown value type", () => gguf().start(0, 1).text("k").u32(13).u64(0).bytes(), "gguf.bad", "k"],
  [
    "a huge array",
    () =>
      gguf()
        .start(0, 1)
        .text("k")
        .u32(9)
        .u32(8)
        .u64(2n ** 40n)
        .bytes(),
    "gguf.bad",
    "k",
  ],
  ["an array past the end", () => gguf().start(0, 1).text("k").u32(9).u32(4).u64(9).bytes(), "gguf.truncated", "k"],
  [
    "arrays too deep",
    () => gguf().start(0, 1).text("k").u32(9).u32(9).u64(1).u32(9).u64(1).u32(9).u64(1).u64(0).bytes(),
    "gguf.bad",
    "k",
  ],
  [
    "a key twice",
    () => gguf().start(0, 2).text("k").u32(0).raw([1]).text("k").u32(0).raw([1]).u64(0).bytes(),
    "gguf.bad",
    "k",
  ],
  ["a part of a model", () => gguf().start(0, 1).text("split.count").u32(2).raw([3, 0]).align().bytes(), "gguf.split"],
  [
    "an odd alignment",
    () => gguf().start(0, 1).text("general.alignment").u32(4).u32(48).bytes(),
    "gguf.bad",
    "general.alignment",
  ],
  [
    "an alignment of text",
    () => gguf().start(0, 1).text("general.alignment").u32(8).text("32").bytes(),
    "gguf.bad",
    "general.alignment",
  ],
  [
    "five dimensions",
    () => gguf().start(1, 0).tensor("t", [1, 1, 1, 1, 1], 0, 0).bytes(),
    "gguf.bad",
    "t.n_dimensions",
  ],
  ["a dimension of none", () => gguf().start(1, 0).tensor("t", [0], 0, 0).bytes(), "gguf.bad", "t.dimensions[0]"],
  [
    "a product past every size",
    () =>
      gguf()
        .start(1, 0)
        .tensor("t", [2 ** 40, 2 ** 40], 0, 0)
        .bytes(),
    "gguf.bad",
    "t.dimensions[1]",
  ],
  ["an unknown tensor type", () => gguf().start(1, 0).tensor("t", [32], 77, 0).bytes(), "gguf.bad", "t.type"],
  ["half a block", () => gguf().start(1, 0).tensor("t", [48], 2, 0).bytes(), "gguf.bad", "t.dimensions[0]"],
  ["an odd offset", () => gguf().start(1, 0).tensor("t", [32], 0, 7).bytes(), "gguf.bad", "t.offset"],
  [
    "an offset past every size",
    () =>
      gguf()
        .start(1, 0)
        .tensor("t", [1], 0, 2n ** 63n)
        .bytes(),
    "gguf.bad",
    "t.offset",
  ],
  ["weights past the end", () => gguf().start(1, 0).tensor("t", [32], 0, 0).align().bytes(), "gguf.truncated", "t"],
  [
    "a tensor twice",
    () => gguf().start(2, 0).tensor("t", [1], 0, 0).tensor("t", [1], 0, 0).align().u64(0).bytes(),
    "gguf.bad",
    "t",
  ],
];

describe("a wrong file is told by its field", () => {
  it.each(wrong)("%s", async (_title, bytes, code, field) => {
    const content = bytes();
    const source = memoryFile("a.gguf", content);
    const data = field === undefined ? { file: "a.gguf" } : { file: "a.gguf", field };
    await expect(openGguf(source)).rejects.toMatchObject({ code, data });
    expect(source.asked.bytes).toBeLessThanOrEqual(content.length);
  });

  it("keeps names of terminals' commands out of the sentence", async () => {
    const named = gguf().start(1, 0).tensor("\x1b[2Jred", [0], 0, 0).bytes();
    await expect(open(named)).rejects.toThrow(/�\[2Jred/);
  });

  it("stops before metadata fill the memory", async () => {
    const length = limits.gguf.arrayLength;
    const arrays = 3;
    const bytes = new Uint8Array(24 + arrays * (8 + 2 + 4 + 4 + 8 + length));
    bytes.set(gguf().start(0, arrays).bytes());
    let at = 24;
    for (let i = 0; i < arrays; i++) {
      const head = gguf().text(`k${i}`).u32(9).u32(0).u64(length).bytes();
      bytes.set(head, at);
      at += head.length + length;
    }
    await expect(open(bytes)).rejects.toMatchObject({ code: "gguf.bad", data: { field: "k1" } });
  });
});

it("whatever follows a right start, the answer is a file or a VitralError", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(3), fc.nat(3), async (rest, tensors, metadata) => {
      const bytes = gguf().start(tensors, metadata).raw(rest).bytes();
      const outcome = await open(bytes).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "VitralError", data: { file: "a.gguf" } });
    }),
    { numRuns: 500, seed: 3 },
  );
});
