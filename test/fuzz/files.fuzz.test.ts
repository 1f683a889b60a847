import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VitralError } from "#base/error.ts";
import { type Random, seededRandom } from "#base/random.ts";
import { openGguf } from "#files/gguf/open.ts";
import { openHuggingFace } from "#files/huggingface/open.ts";
import { type MemoryFile, memoryFile, memoryFolder } from "#files/memory.cases.ts";
import type { ModelFile } from "#files/model-file.ts";
import { readSafetensors } from "#files/safetensors/header.ts";
import { readConfig } from "#model/config.ts";
import { goldenPath } from "../read-goldens.ts";
import { changed, damaged, mutants } from "./mutants.ts";

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(goldenPath(`tiny/${name}`)));
const jsonOf = (name: string): unknown => JSON.parse(readFileSync(goldenPath(`tiny/${name}`), "utf8"));

/** What came of all mutants; a run that refuses all of them, or none, tests little. */
const outcomes = { opened: 0, refused: 0 };

/**
 * Opens each mutant. It must open, with every tensor inside its file, or fail with a VitralError that names the file;
 * ask for no more bytes than twice its size; and come to an end.
 */
async function tryAll(attempt: (random: Random) => Promise<{ files: readonly MemoryFile[]; open: Promise<unknown> }>) {
  for (let seed = 1; seed <= mutants; seed++) {
    const start = performance.now();
    const { files, open } = await attempt(seededRandom(seed));
    try {
      await open;
      outcomes.opened += 1;
    } catch (error) {
      if (!(error instanceof VitralError)) throw new Error(`mutant ${seed}`, { cause: error });
      expect(String(error.data["file"] ?? ""), `mutant ${seed}: ${error.message}`).not.toBe("");
      expect(error.message, `mutant ${seed}`).not.toMatch(/\p{Cc}/u);
      expect(error.message.length, `mutant ${seed}`).toBeLessThan(1_000);
      outcomes.refused += 1;
    }
    for (const { asked, size, name } of files) {
      expect(asked.bytes, `mutant ${seed}: ${name}`).toBeLessThanOrEqual(2 * size + 128);
    }
    expect(performance.now() - start, `mutant ${seed}`).toBeLessThan(10_000);
  }
  const { opened, refused } = outcomes;
  Object.assign(outcomes, { opened: 0, refused: 0 });
  expect(opened).toBeGreaterThan(mutants / 100);
  expect(refused).toBeGreaterThan(mutants / 10);
}

function checkTensors(tensors: ModelFile["tensors"]): void {
  for (const { name, offset, bytes, source } of tensors.values()) {
    if (!(offset >= 0 && bytes >= 0 && offset + bytes <= source.size)) throw new Error(`${name} lies outside its file`);
  }
}

/** Opened: then its tensors lie in the file, and its configuration is whole or refused. */
async function use(opening: Promise<ModelFile>): Promise<void> {
  const file = await opening;
  checkTensors(file.tensors);
  const config = readConfig(file);
  for (const size of [config.headDim, config.kvHeads, config.blocks, config.contextLength]) {
    expect(Number.isSafeInteger(size) && size > 0).toBe(true);
  }
}

describe("no mutant brings the reader down", () => {
  it.each(["llama/llama.f32.gguf", "bert/bert.f32.gguf"])("of %s", async (name) => {
    const original = bytesOf(name);
    await tryAll(async (random) => {
      const file = memoryFile("mutant.gguf", damaged(original, 20_000, random));
      return { files: [file], open: use(openGguf(file)) };
    });
  });

  it("of model.safetensors", async () => {
    const original = bytesOf("llama/hf/model.safetensors");
    await tryAll(async (random) => {
      const file = memoryFile("mutant.safetensors", damaged(original, 3_000, random));
      return { files: [file], open: readSafetensors(file).then(checkTensors) };
    });
  });

  it("of a safetensors header", async () => {
    const original = bytesOf("llama/hf/model.safetensors");
    const length = Number(new DataView(original.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(original.subarray(8, 8 + length)));
    await tryAll(async (random) => {
      const json = new TextEncoder().encode(JSON.stringify(changed(header, random)));
      const bytes = new Uint8Array(8 + json.length + original.length - 8 - length);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
      bytes.set(json, 8);
      bytes.set(original.subarray(8 + length), 8 + json.length);
      const file = memoryFile("mutant.safetensors", bytes);
      return { files: [file], open: readSafetensors(file).then(checkTensors) };
    });
  });

  it.each([
    ["llama/hf", "config.json"],
    ["llama_rope3/hf", "config.legacy.json"],
    ["bert/hf", "config.json"],
    ["bert/hf", "modules.json"],
    ["bert/hf", "1_Pooling/config.json"],
  ])("of %s/%s", async (folder, name) => {
    const own = name.replace(".legacy", "");
    const files: Record<string, Uint8Array | string> = {};
    for (const each of ["config.json", "model.safetensors", "tokenizer_config.json"]) {
      files[each] = bytesOf(`${folder}/${each}`);
    }
    if (folder === "bert/hf") {
      for (const each of ["modules.json", "1_Pooling/config.json"]) files[each] = bytesOf(`${folder}/${each}`);
    }
    const [original, json] = [bytesOf(`${folder}/${name}`), jsonOf(`${folder}/${name}`)];
    await tryAll(async (random) => {
      const mutant =
        random() < 0.3 ? damaged(original, original.length, random) : JSON.stringify(changed(json, random));
      const place = memoryFolder({ ...files, [own]: mutant });
      return { files: place.opened, open: use(openHuggingFace(place)) };
    });
  });
});
