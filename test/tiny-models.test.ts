import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openModelFile } from "#files/open.node.ts";
import { embed } from "#model/embed.ts";
import { loadModel, type Model } from "#model/model.ts";
import type { Backend } from "#numeric/ops.ts";
import { openPlainBackend } from "#numeric/plain/backend.ts";
import { openWasmBackend } from "#numeric/wasm/backend.ts";
import { engineNames, shortName } from "#probe/names.ts";
import { probe } from "#probe/probe.ts";
import { difference, type Golden, goldenPath, readGolden } from "./read-goldens.ts";

/** A Hugging Face folder with `config.json` in the form of files published before transformers 5. */
const temporary: string[] = [];
function legacyFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "vitral-legacy-"));
  temporary.push(folder);
  for (const file of readdirSync(goldenPath(`tiny/${name}/hf`))) {
    if (/legacy|Pooling/.test(file)) continue;
    copyFileSync(goldenPath(`tiny/${name}/hf/${file}`), join(folder, file));
  }
  copyFileSync(goldenPath(`tiny/${name}/hf/config.legacy.json`), join(folder, "config.json"));
  return folder;
}
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

const backends: [name: string, open: () => Promise<Backend> | Backend][] = [
  ["plain", openPlainBackend],
  ["relaxed WebAssembly", () => openWasmBackend({ threads: 2, precision: "exact", instructions: "relaxed" })],
  ["plain-SIMD WebAssembly", () => openWasmBackend({ threads: 1, precision: "exact", instructions: "simd" })],
];
const sources = (name: string): [string, () => string][] => [
  ["GGUF", () => goldenPath(`tiny/${name}/${name}.f32.gguf`)],
  ["a Hugging Face folder", () => goldenPath(`tiny/${name}/hf`)],
  ["a Hugging Face folder of the older form", () => legacyFolder(name)],
];

async function load(path: string, backend: Backend): Promise<Model> {
  const file = await openModelFile(path);
  const model = await loadModel(file, backend);
  await file.close();
  return model;
}

const idsOf = (golden: Map<string, Golden>, key: string): Int32Array => golden.get(key)!.values as Int32Array;

/** One pass with every wanted value captured, by its short name. */
function capture(model: Model, ids: Int32Array, patterns: readonly string[]): Map<string, Float32Array> {
  const seen = new Map<string, Float32Array>();
  const readers = Object.fromEntries(
    patterns.flatMap(engineNames).map((pattern) => [
      pattern,
      (value: Parameters<Backend["read"]>[0], name: string) => {
        seen.set(shortName(name), model.backend.read(value).slice());
        return undefined;
      },
    ]),
  );
  const cache = model.cache();
  const out = model.forward(ids, cache, { probe: probe(readers), logits: "all" });
  seen.set("out", model.backend.read(out).slice());
  cache.close();
  return seen;
}

describe.each(backends)("on the %s backend", (_name, open) => {
  for (const family of ["llama", "llama_rope3"]) {
    describe.each(sources(family))(`${family} from %s`, (_from, path) => {
      it("has the reference's hidden states, attention and logits", async () => {
        const golden = await readGolden(`tiny/${family}/golden.safetensors`);
        const model = await load(path(), await open());
        for (const s of ["s0", "s1", "s2"]) {
          const seen = capture(model, idsOf(golden, `${s}.ids`), [
            "hidden.0",
            "blocks.*.resid_post",
            "blocks.*.attn.pattern",
            "final_norm",
            "logits",
          ]);
          for (const [key, { values }] of golden) {
            if (!key.startsWith(`${s}.`) || /ids|greedy/.test(key)) continue;
            const got = seen.get(key.slice(3))!;
            expect(difference(got, values), key).toBeLessThan(key.includes("attn") ? 2e-5 : 2e-4);
          }
        }
        model.backend.close();
      });

      it("continues greedily as the reference does, token by token", async () => {
        const golden = await readGolden(`tiny/${family}/golden.safetensors`);
        const model = await load(path(), await open());
        for (const s of ["s0", "s1", "s2"]) {
          const cache = model.cache();
          const greedy: number[] = [];
          for (let ids = idsOf(golden, `${s}.ids`); greedy.length < 16; ids = Int32Array.of(greedy.at(-1)!)) {
            const logits = model.backend.read(model.forward(ids, cache));
            greedy.push(logits.indexOf(logits.reduce((a, b) => Math.max(a, b))));
          }
          expect(greedy).toEqual([...idsOf(golden, `${s}.greedy`)]);
          cache.close();
        }
        model.backend.close();
      });
    });
  }

  it("llama from GGUF in half precision stays near", async () => {
    const golden = await readGolden("tiny/llama/golden.safetensors");
    const model = await load(goldenPath("tiny/llama/llama.f16.gguf"), await open());
    for (const s of ["s0", "s1", "s2"]) {
      const seen = capture(model, idsOf(golden, `${s}.ids`), []);
      expect(difference(seen.get("out")!, golden.get(`${s}.logits`)!.values)).toBeLessThan(0.08);
    }
    model.backend.close();
  });

  describe.each(sources("bert"))("bert from %s", (_from, path) => {
    it("has the reference's hidden states and attention", async () => {
      const golden = await readGolden("tiny/bert/golden.safetensors");
      const model = await load(path(), await open());
      for (const s of ["s0", "s1", "s2"]) {
        const seen = capture(model, idsOf(golden, `${s}.ids`), [
          "hidden.0",
          "blocks.*.resid_post",
          "blocks.*.attn.pattern",
        ]);
        for (const [key, { values }] of golden) {
          if (!key.startsWith(`${s}.`) || /ids|pool|embedding/.test(key)) continue;
          const got = seen.get(key.endsWith("last_hidden_state") ? "out" : key.slice(3))!;
          expect(difference(got, values), key).toBeLessThan(key.includes("attn") ? 2e-5 : 2e-4);
        }
      }
      model.backend.close();
    });
  });

  it.each(sources("bert"))("bert from %s makes the reference's vectors", async (_from, path) => {
    const golden = await readGolden("tiny/bert/golden.safetensors");
    const model = await load(path(), await open());
    for (const s of ["s0", "s1", "s2"]) {
      const vector = embed(model, idsOf(golden, `${s}.ids`));
      expect(difference(vector, golden.get(`${s}.embedding`)!.values)).toBeLessThan(2e-4);
    }
    model.backend.close();
  });

  it("shows every named value at no change of the result, and takes a replacement", async () => {
    const golden = await readGolden("tiny/llama/golden.safetensors");
    const model = await load(goldenPath("tiny/llama/llama.f32.gguf"), await open());
    const [a, b] = [idsOf(golden, "s2.ids"), idsOf(golden, "s2.ids").map((id) => (id + 1) % 384)];
    const all = ["*", "blocks.*.*", "blocks.*.*.*"];
    const [watched, blindly] = [capture(model, a, all), capture(model, a, [])];
    expect(watched.size).toBeGreaterThan(25);
    expect(difference(watched.get("out")!, blindly.get("out")!)).toBeLessThan(2e-5);

    // The last residual decides the logits alone: put in another prompt's, and its logits come out.
    const residual = capture(model, b, ["hidden.2"]).get("hidden.2")!;
    const cache = model.cache();
    const patch = probe({ [engineNames("hidden.2")[0]!]: ({ shape }) => model.backend.write(residual, shape) });
    const patched = model.backend.read(model.forward(a, cache, { probe: patch, logits: "all" })).slice();
    expect(difference(patched, capture(model, b, [])!.get("out")!)).toBe(0);
    model.backend.close();
  });
});
