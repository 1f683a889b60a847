import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codecs, tensorTypes } from "#numeric/quants/index.ts";
import { difference, readGolden } from "./read-goldens.ts";

describe.each(tensorTypes.filter((type) => type !== "F32"))("%s", (type) => {
  it("unpacks ggml's blocks exactly", async () => {
    const golden = await readGolden(`quant/${type}.safetensors`);
    const expected = golden.get("dequantized")!;
    const out = new Float32Array(expected.values.length);
    codecs[type].unpack(golden.get("raw")!.values as Uint8Array, out);
    expect(difference(out, expected.values)).toBe(0);
  });

  it("packs the blocks that ggml packs", async () => {
    const golden = await readGolden(`quant/${type}.safetensors`);
    const x = (await readGolden("quant/source.safetensors")).get("x")!;
    const raw = golden.get("raw")!.values;
    const packed = new Uint8Array(raw.length);
    codecs[type].pack(x.values as Float32Array, packed);
    expect(difference(packed, raw)).toBe(0);
  });
});

it("lists every codec of the folder", () => {
  const files = readdirSync(new URL("../src/numeric/quants/", import.meta.url)).filter(
    (name) => !/index|codec|\.test\./.test(name),
  );
  expect(files.map((name) => name.replace(".ts", "").toUpperCase()).sort()).toEqual([...tensorTypes].sort());
});
