import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openModelFile } from "#files/open.ts";
import { goldenPath } from "../read-goldens.ts";
import { json, temporaryFolder, vitral } from "./vitral.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Encoded {
  ids: number[];
  tokens: string[];
  offsets: [number, number][];
}

describe("tokenize", () => {
  it("prints ids, tokens and offsets", async () => {
    expect(await json<Encoded>(["tokenize", "Hello, world!", "--model", "smollm2-135m-instruct"])).toEqual({
      ids: [19556, 28, 905, 17],
      tokens: ["Hello", ",", "Ġworld", "!"],
      offsets: [[0, 5], [5, 6], [6, 12], [12, 13]], // biome-ignore format: pairs
    });
  });

  it("adds the model's own tokens, or not; reads those in the text, or not", async () => {
    const ids = async (...args: string[]): Promise<number[]> =>
      (await json<Encoded>(["tokenize", ...args, "--model", "multilingual-e5-small"])).ids;
    const [plain, whole] = [await ids("hola", "--no-special"), await ids("hola")];
    expect(whole).toEqual([0, ...plain, 2]);
    expect(await ids("</s>", "--no-special")).toEqual([2]);
    expect((await ids("</s>", "--no-special", "--plain")).length).toBeGreaterThan(1);
  });

  it("answers every line of --jsonl in order, and a bad one in its place", async () => {
    const input = '"Hello"\nnot json\n17\n"a\\u2028b"\n';
    const { code, stdout } = await vitral(["tokenize", "--jsonl"], { input });
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
    expect(code).toBe(0);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({ ids: [19556] });
    for (const bad of [lines[1], lines[2]]) expect(bad.error).toMatchObject({ code: "cli.line" });
    expect(lines[3].offsets.at(-1)[1]).toBe(3);
  });

  it("ends at once when it is interrupted while it waits for a line, with what was asked answered", async () => {
    let interrupted = 0;
    const { code, stdout, stderr } = await vitral(["tokenize", "--jsonl"], {
      input: '"Hello"\n',
      keepsInput: true,
      onOutput(_, stop) {
        interrupted = performance.now();
        stop("SIGINT");
      },
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ ids: [19556] });
    expect(performance.now() - interrupted).toBeLessThan(4_500); // else it would be cut off after five seconds
  });

  it("reads a text from stdin, and its inverse gives it back", async () => {
    const text = "¿Qué tal? 👩‍🚀 ñandú\n";
    const { stdout } = await vitral(["tokenize", "-", "--json"], { input: text });
    const { ids } = JSON.parse(stdout) as Encoded;
    expect(await json(["detokenize", "--ids", ids.join(",")])).toEqual({ text });
    const back = await vitral(["detokenize", "--jsonl"], { input: `${JSON.stringify(ids)}\n[99999999]\n` });
    const [good, bad] = back.stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
    expect(good).toEqual({ text });
    expect(bad.error.code).toBe("tokenizer.id");
  });
});

describe("embed", () => {
  it("gives vectors of length 1, the nearer the closer in meaning", async () => {
    const input = ["perro", "dog", "stock exchange"].map((text) => JSON.stringify(text)).join("\n");
    const { stdout } = await vitral(["embed", "--jsonl", "--as", "query", "--threads", "2"], { input });
    const vectors = stdout.trim().split("\n").map((line) => JSON.parse(line).embedding as number[]); // biome-ignore format: one line
    const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const [perro, dog, stock] = vectors as [number[], number[], number[]];
    expect(dot(dog, dog)).toBeCloseTo(1, 4);
    expect(dot(perro, dog)).toBeGreaterThan(dot(perro, stock));
  });
});

describe("inspect and models", () => {
  it("inspect tells what a file holds", async () => {
    const found = await json<Record<string, unknown>>(["inspect", "smollm2-135m-instruct"]);
    expect(found).toMatchObject({
      architecture: "llama",
      parameters: 134_515_008,
      contextLength: 8192,
      blocks: 30,
      embeddingLength: 576,
      heads: 9,
      kvHeads: 3,
      vocabulary: 49_152,
      quantization: "Q4_1",
    });
    expect(found["chatTemplate"]).toContain("<|im_start|>");
    expect((found["tensors"] as unknown[])[0]).toEqual({
      name: "token_embd.weight",
      shape: [49_152, 576],
      type: "Q8_0",
      bytes: 30_081_024,
    });
    expect(found["metadata"]).toMatchObject({ "llama.block_count": 30 });
  });

  it("inspect reads a Hugging Face folder, and people's text is in their language", async () => {
    const { code, stdout } = await vitral(["inspect", goldenPath("tiny/llama/hf"), "--lang", "es"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^familia +llama$/m);
  });

  it("models lists the bundled ones, and those in LM Studio's home", async () => {
    const place = join(folder.path, ".lmstudio/models/acme/tiny-GGUF");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "tiny.gguf"), readFileSync(goldenPath("tiny/llama/llama.f32.gguf")));
    const env = { HOME: folder.path, USERPROFILE: folder.path };
    const list = await json<{ ref: string; source: string }[]>(["models"], { env });
    expect(list.map(({ ref, source }) => `${source} ${ref}`)).toEqual(
      expect.arrayContaining([
        "bundled smollm2-135m-instruct",
        "bundled multilingual-e5-small",
        "lmstudio acme/tiny-GGUF",
      ]),
    );
    const keys = ["architecture", "bytes", "contextLength", "license", "parameters", "quantization", "ref", "source"];
    for (const model of list) expect(Object.keys(model).sort()).toEqual(keys);
    expect(await json(["inspect", "acme/tiny-GGUF"], { env })).toMatchObject({ architecture: "llama" });
  });
});

describe("trace", () => {
  it("writes what was asked for, by the contract's names and shapes", async () => {
    const out = join(folder.path, "trace.safetensors");
    await json(["trace", "--ids", "1,2,3", "--model", goldenPath("tiny/llama/hf"), "--capture", "*", "--out", out]);
    const bytes = readFileSync(out);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
    const file = await openModelFile(goldenPath("tiny/llama/hf"));
    const { "llama.embedding_length": width, "llama.block_count": blocks } = file.metadata;
    await file.close();
    expect(header["logits"].shape[0]).toBe(3);
    expect(header["hidden.0"].shape).toEqual([3, width]);
    expect(header[`hidden.${blocks}`].shape).toEqual([3, width]);
    expect(header["attn.0"].shape.slice(1)).toEqual([3, 3]);
    expect(header["final_norm"].shape).toEqual([3, width]);
  });

  it("names what a model computes when asked for something else, and leaves no file", async () => {
    const out = join(folder.path, "none.safetensors");
    const args = ["trace", "--prompt", "a", "--model", goldenPath("tiny/llama/hf"), "--capture", "blocks.0.nose"];
    const { code, stderr } = await vitral([...args, "--out", out]);
    expect(code).toBe(1);
    expect(stderr).toContain("blocks.0.nose is no value");
    expect(existsSync(out)).toBe(false);
  });
});

describe("what is wrong with a model is one sentence", () => {
  const bad = (name: string, content: string | Uint8Array): string => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };
  it.each([
    ["missing", () => join(folder.path, "gone.gguf"), "does not exist"],
    ["unknown", () => "no-such-model", "No model is called no-such-model"],
    ["empty", () => bad("empty.gguf", ""), "empty.gguf"],
    ["cut", () => bad("cut.gguf", readFileSync(goldenPath("tiny/llama/llama.f32.gguf")).subarray(0, 5000)), "cut.gguf"],
    ["something else", () => bad("notes.gguf", "just text, and quite some of it"), "is no GGUF file"],
    ["a server's", () => "http://127.0.0.1:9/v1", "names no model"],
  ])("%s", async (_what, path, sentence) => {
    const { code, stdout, stderr } = await vitral(["inspect", path()]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });

  it("and VITRAL_DEBUG=1 adds where", async () => {
    const { stderr } = await vitral(["inspect", "no-such-model"], { env: { VITRAL_DEBUG: "1" } });
    expect(stderr).toContain("\n    at ");
  });
});

it.skipIf(process.platform === "win32")("ends quietly when its reader leaves", () => {
  const program = join(import.meta.dirname, "../../bin/vitral.js");
  const shell = `"${process.execPath}" "${program}" inspect multilingual-e5-small --json | head -c 100; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", shell], { encoding: "utf8", timeout: 60_000 });
  expect(stderr).toBe("");
  expect(stdout.slice(100)).toBe("0\n");
});
