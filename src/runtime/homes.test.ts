import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { homes } from "#runtime/homes/index.ts";
import { findModels, foundBy, thisComputer } from "#runtime/homes.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "vitral-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes a file in the made-up home, with so many bytes or with this text. */
function put(path: string, content: number | string = 10): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "number" ? "x".repeat(content) : content);
  return file;
}
function link(to: string, path: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  symlinkSync(to, join(home, path));
}
const look = (env: Readonly<Record<string, string>> = {}, bundled?: string) =>
  findModels({ home, env, ...(bundled === undefined ? {} : { bundled }) });
const digest = (letter: string): string => letter.repeat(64);
const manifest = (letter: string): string =>
  JSON.stringify({
    layers: [
      { mediaType: "application/vnd.ollama.image.license", digest: `sha256:${digest("0")}`, size: 1 },
      { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${digest(letter)}`, size: 1 },
    ],
  });

describe("LM Studio's models", () => {
  it("are found by publisher and name, several of a folder by their files, projectors left out", async () => {
    put(".lmstudio/models/acme/one-GGUF/one.Q4_0.gguf", 7);
    put(".lmstudio/models/acme/two-GGUF/two.Q4_0.gguf");
    put(".lmstudio/models/acme/two-GGUF/two.Q8_0.gguf");
    put(".lmstudio/models/acme/two-GGUF/mmproj-two.gguf");
    put(".lmstudio/models/acme/mlx/config.json");
    put(".lmstudio/models/acme/mlx/model-00001-of-00002.safetensors", 3);
    put(".lmstudio/models/acme/mlx/model-00002-of-00002.safetensors", 4);
    put(".lmstudio/models/acme/readme.txt");
    put(".lmstudio/.internal/bundled-models/nomic-ai/embed/e.gguf");
    expect(await look()).toEqual([
      { ref: "acme/mlx", source: "lmstudio", path: join(home, ".lmstudio/models/acme/mlx"), bytes: 7 },
      {
        ref: "acme/one-GGUF",
        source: "lmstudio",
        path: join(home, ".lmstudio/models/acme/one-GGUF/one.Q4_0.gguf"),
        bytes: 7,
      },
      expect.objectContaining({ ref: "acme/two-GGUF/two.Q4_0.gguf" }),
      expect.objectContaining({ ref: "acme/two-GGUF/two.Q8_0.gguf" }),
      expect.objectContaining({ ref: "nomic-ai/embed" }),
    ]);
  });

  it("are found where its pointer, its settings and its older folder say", async () => {
    put("elsewhere/models/a/pointed/m.gguf");
    put(".lmstudio-home-pointer", `${join(home, "elsewhere")}\n`);
    put("disk/a/chosen/m.gguf");
    put(".lmstudio/settings.json", JSON.stringify({ downloadsFolder: join(home, "disk") }));
    put(".cache/lm-studio/models/a/older/m.gguf");
    expect((await look()).map(({ ref }) => ref)).toEqual(["a/pointed", "a/chosen", "a/older"]);
  });
});

describe("Ollama's models", () => {
  it("are found through manifests, by namespace, name and tag, and the same blob once", async () => {
    const blob = put(`.ollama/models/blobs/sha256-${digest("a")}`, 20);
    put(`.ollama/models/blobs/sha256-${digest("b")}`);
    put(".ollama/models/manifests/registry.ollama.ai/library/tiny/latest", manifest("a"));
    put(".ollama/models/manifests/registry.ollama.ai/library/tiny/same", manifest("a"));
    put(".ollama/models/manifests/hf.co/acme/Big-GGUF/Q4_K_M", manifest("b"));
    const models = await look();
    expect(models).toEqual([
      expect.objectContaining({ ref: "acme/Big-GGUF:Q4_K_M", source: "ollama" }),
      { ref: "library/tiny", source: "ollama", path: blob, bytes: 20 },
    ]);
    expect(foundBy("tiny", models)).toBe(models[1]);
    expect(foundBy("Tiny:latest", models)).toBe(models[1]);
    expect(foundBy("acme/big-gguf:q4_k_m", models)).toBe(models[0]);
    expect(foundBy("acme/big-gguf", models)).toBeUndefined();
  });

  it("are found where OLLAMA_MODELS says", async () => {
    put(`other/blobs/sha256-${digest("a")}`);
    put("other/manifests/registry.ollama.ai/library/tiny/1b", manifest("a"));
    expect((await look({ OLLAMA_MODELS: join(home, "other") })).map(({ ref }) => ref)).toEqual(["library/tiny:1b"]);
    expect(await look()).toEqual([]);
  });

  it.each<[string, string]>([
    ["is no JSON", "{ half"],
    ["is empty", ""],
    ["is null", "null"],
    ["has no layers", "{}"],
    ["has broken layers", '{"layers":[null,7,{"mediaType":"application/vnd.ollama.image.model"}]}'],
    ["leads out of the folder", manifest("a").replaceAll(digest("a"), "../../../secret")],
    ["names a blob that is not there", manifest("f")],
  ])("are not there if the manifest %s, and the others still are", async (_title, text) => {
    put("secret");
    put(`.ollama/models/blobs/sha256-${digest("a")}`);
    put(".ollama/models/manifests/registry.ollama.ai/library/broken/latest", text);
    put(".ollama/models/manifests/registry.ollama.ai/library/whole/latest", manifest("a"));
    expect((await look()).map(({ ref }) => ref)).toEqual(["library/whole"]);
  });
});

describe("Hugging Face's models", () => {
  it("are found through the links of the revision that main names", async () => {
    const hub = ".cache/huggingface/hub";
    for (const blob of ["old", "new", "config"]) put(`${hub}/models--acme--my--model/blobs/${blob}`, blob.length);
    for (const revision of ["a1", "b2"]) {
      link("../../blobs/config", `${hub}/models--acme--my--model/snapshots/${revision}/config.json`);
    }
    link("../../blobs/old", `${hub}/models--acme--my--model/snapshots/a1/model.safetensors`);
    link("../../blobs/new", `${hub}/models--acme--my--model/snapshots/b2/model.safetensors`);
    put(`${hub}/models--acme--my--model/refs/main`, "b2\n");
    put(`${hub}/models--gpt2/snapshots/c/gpt2.gguf`);
    put(`${hub}/datasets--acme--texts/snapshots/c/x.gguf`);
    expect(await look()).toEqual([
      {
        ref: "acme/my--model",
        source: "huggingface",
        path: join(home, hub, "models--acme--my--model/snapshots/b2"),
        bytes: 3,
      },
      expect.objectContaining({ ref: "gpt2" }),
    ]);
  });

  it("of which a download broke off are not there", async () => {
    const model = ".cache/huggingface/hub/models--acme--cut";
    put(`${model}/snapshots/a/config.json`);
    put(`${model}/snapshots/a/model-00001-of-00002.safetensors`);
    link("../../blobs/gone", `${model}/snapshots/a/model-00002-of-00002.safetensors`);
    link("../../blobs/gone", `${model}/snapshots/a/cut.gguf`);
    expect(await look()).toEqual([]);
  });

  it.each([
    ["HF_HUB_CACHE", "hub"],
    ["HUGGINGFACE_HUB_CACHE", "hub"],
    ["HF_HOME", "."],
  ])("are found where %s says", async (name, folder) => {
    put("cache/hub/models--a--b/snapshots/c/m.gguf");
    expect((await look({ [name]: join(home, "cache", folder) })).map(({ ref }) => ref)).toEqual(["a/b"]);
  });
});

describe("all homes together", () => {
  it("tell a file that two keep once, whether by symlink or hard link", async () => {
    const file = put(".lmstudio/models/a/b/m.gguf");
    mkdirSync(join(home, ".ollama/models/blobs"), { recursive: true });
    linkSync(file, join(home, `.ollama/models/blobs/sha256-${digest("a")}`));
    put(".ollama/models/manifests/registry.ollama.ai/library/b/latest", manifest("a"));
    link(file, ".cache/huggingface/hub/models--a--b/snapshots/c/m.gguf");
    expect(await look()).toEqual([{ ref: "a/b", source: "lmstudio", path: file, bytes: 10 }]);
  });

  it("tell two models of one name apart by the path", async () => {
    put(".lmstudio/models/a/b/m.gguf");
    put(".cache/huggingface/hub/models--A--B/snapshots/c/m.gguf");
    const path = join(home, ".cache/huggingface/hub/models--A--B/snapshots/c/m.gguf");
    expect((await look()).map(({ ref }) => ref)).toEqual(["a/b", path]);
  });

  it("that cannot be read hold nothing", async () => {
    put(".lmstudio", "a file, where a folder should be");
    link("loop", ".cache/loop");
    link("../loop", ".cache/huggingface");
    put(".ollama/models/manifests", "a file too");
    link("nowhere", ".lmstudio-home-pointer");
    expect(await look()).toEqual([]);
    expect(await findModels({ home: join(home, "none"), env: {} })).toEqual([]);
  });

  it("hold the bundled models by name", async () => {
    const places = thisComputer();
    const models = await look({}, places.bundled);
    expect(models.map(({ ref, source }) => [ref, source])).toEqual([
      ["multilingual-e5-small", "bundled"],
      ["smollm2-135m-instruct", "bundled"],
    ]);
    expect(foundBy("SmolLM2-135M-Instruct", models)?.path).toMatch(/\.gguf$/);
  });

  it("are all on the list", () => {
    const files = readdirSync(new URL("homes/", import.meta.url)).filter((name) => !/index|home|look/.test(name));
    expect(files).toHaveLength(homes.length);
  });
});
