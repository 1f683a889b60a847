import { describe, expect, it } from "vitest";
import type { Tensor } from "#numeric/tensor.ts";
import { capture } from "#probe/capture.ts";
import { engineNames, shortName } from "#probe/names.ts";
import { blind, probe } from "#probe/probe.ts";

const value: Tensor = { type: "F32", shape: [1] };
const other: Tensor = { type: "F32", shape: [2] };

describe("probe", () => {
  it("wants and shows what a pattern names, a star standing for one part", () => {
    const seen: string[] = [];
    const window = probe({ "blocks.*.attn.q": (_value, name) => void seen.push(name) });
    for (const block of [0, 11]) {
      const attn = window.at("blocks").at(block).at("attn");
      expect(attn.wants("q")).toBe(true);
      expect(attn.wants("k")).toBe(false);
      expect(attn.tap("q", value)).toBe(value);
      attn.tap("k", value);
    }
    window.at("blocks").at(0).tap("q", value);
    expect(seen).toEqual(["blocks.0.attn.q", "blocks.11.attn.q"]);
  });

  it("puts what a reader returns in the value's place", () => {
    expect(probe({ embed: () => other }).tap("embed", value)).toBe(other);
  });

  it("takes a dot for a dot, and other signs for themselves", () => {
    expect(probe({ "a.b": () => undefined }).wants("axb")).toBe(false);
    expect(probe({ "a+(": () => undefined }).wants("a+(")).toBe(true);
  });

  it("blind, wants nothing and changes nothing", () => {
    const deep = blind.at("blocks").at(7);
    expect(deep.wants("resid_post")).toBe(false);
    expect(deep.tap("resid_post", value)).toBe(value);
  });
});

describe("names", () => {
  it("leads the contract's short names to the engine's, and back", () => {
    for (const [short, engine] of [
      ["hidden.0", "embed"],
      ["hidden.3", "blocks.2.resid_post"],
      ["attn.5", "blocks.5.attn.pattern"],
      ["final_norm", "final_norm"],
      ["logits", "logits"],
    ] as const) {
      expect(engineNames(short)).toEqual([engine]);
      expect(shortName(engine)).toBe(short);
    }
  });

  it("takes TransformerLens's names, and groups", () => {
    expect(engineNames("blocks.3.attn.hook_pattern")).toEqual(["blocks.3.attn.pattern"]);
    expect(engineNames("hook_embed")).toEqual(["embed"]);
    expect(engineNames("hidden")).toEqual(["embed", "blocks.*.resid_post"]);
    expect(engineNames("attn.*")).toEqual(["blocks.*.attn.pattern"]);
    expect(engineNames("blocks.3.mlp.post")).toEqual(["blocks.3.mlp.post"]);
  });
});

describe("capture", () => {
  const numbers = new Map([[value, Float32Array.of(7)]]);
  const read = (tensor: Tensor): Float32Array => numbers.get(tensor)!;

  it("keeps copies by short names, and passes values on", () => {
    const { probe: window, values, check } = capture(["hidden.1", "blocks.0.mlp.post"], read);
    const block = window.at("blocks").at(0);
    expect(block.tap("resid_post", value)).toBe(value);
    block.at("mlp").tap("post", value);
    block.at("mlp").tap("out", value);
    read(value)[0] = 8;
    expect([...values.keys()]).toEqual(["hidden.1", "blocks.0.mlp.post"]);
    expect(values.get("hidden.1")).toEqual({ shape: [1], values: Float32Array.of(7) });
    check();
  });

  it("names what there is when it was asked for what there is not", () => {
    const { probe: window, check } = capture(["logits", "blocks.0.attn.qq"], read);
    window.at("blocks").at(0).at("attn").wants("pattern");
    window.tap("embed", value);
    expect(check).toThrow(
      expect.objectContaining({
        code: "probe.unknown",
        data: { name: "blocks.0.attn.qq", known: "blocks.*.attn.pattern, embed" },
      }),
    );
  });
});
