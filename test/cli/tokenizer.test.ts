import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tokenizerFromJson } from "#text/from-json.ts";
import { goldenPath } from "../read-goldens.ts";
import { json, temporaryFolder, vitral } from "./vitral.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const corpus = goldenPath("tokenizer_training/corpus.txt");
const empty = join(folder.path, "empty.txt");
writeFileSync(empty, "\n\n");
const out = join(folder.path, "tokenizer.json");
const train = (...args: string[]): string[] => ["tokenizer", "train", "--out", out, ...args];

describe("tokenizer train", () => {
  it("writes the merges that Hugging Face's trainer finds", async () => {
    const told = await json(train("--type", "bpe", "--vocab", "300", corpus));
    expect(told).toEqual({ file: out, type: "bpe", vocabulary: 300, lines: 66 });
    const golden = JSON.parse(readFileSync(goldenPath("tokenizer_training/bpe_bytelevel_300.json"), "utf8"));
    const { model } = JSON.parse(readFileSync(out, "utf8"));
    expect(model.merges).toEqual(golden.merges);
    expect(Object.keys(model.vocab)).toHaveLength(300);
  });

  it.each(["wordpiece", "unigram"])("writes a %s that loads and knows the texts' words", async (type) => {
    const { code, stdout, stderr } = await vitral(train("--type", type, "--vocab", "400", corpus));
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `400 tokens in ${out}\n`, stderr: "" });
    const tokenizer = tokenizerFromJson(JSON.parse(readFileSync(out, "utf8")));
    expect(tokenizer.vocabulary).toBe(400);
    expect(tokenizer.decode(tokenizer.ids("the capital of the country"))).toBe("the capital of the country");
  });

  it("says so if the texts hold fewer tokens than it was asked for", async () => {
    const small = join(folder.path, "small.txt");
    writeFileSync(small, "low lower lowest\n");
    const { code, stderr } = await vitral(train("--type", "unigram", "--vocab", "5000", small));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^The texts hold only \d+ of 5,000 tokens\.\n$/);
  });

  it.each([
    [["--type", "bpe", "--vocab", "300"], 2, "files is missing"],
    [["--type", "bpe", corpus], 2, "--vocab <N> is missing"],
    [["--type", "words", "--vocab", "300", corpus], 2, "--type is words, where bpe, wordpiece, unigram should stand"],
    [["--type", "bpe", "--vocab", "none", corpus], 2, "--vocab is none, where 1 … 1000000 should stand"],
    [["--type", "bpe", "--vocab", "200", corpus], 1, "A vocabulary of 200 is too small"],
    [["--type", "bpe", "--vocab", "300", join(folder.path, "none.txt")], 1, "none.txt does not exist"],
    [["--type", "bpe", "--vocab", "300", folder.path], 1, "is a folder"],
    [["--type", "bpe", "--vocab", "300", empty], 1, "The texts hold no words"],
  ])("%j ends with %i and one sentence", async (args, status, sentence) => {
    const { code, stdout, stderr } = await vitral(train(...args));
    expect({ code, stdout }).toEqual({ code: status, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });

  it("knows nothing but train", async () => {
    const { code, stderr } = await vitral([
      "tokenizer",
      "learn",
      corpus,
      "--type",
      "bpe",
      "--vocab",
      "9",
      "--out",
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "error: TRAIN is learn, where train should stand.\n" });
  });

  it("writes nothing when it is interrupted", async () => {
    const large = join(folder.path, "large.txt");
    const words = Array.from({ length: 400_000 }, (_, i) => ((i * 2_654_435_761) % 4_294_967_296).toString(36));
    writeFileSync(large, words.join("\n"));
    const late = join(folder.path, "late.json");
    const args = ["tokenizer", "train", "--out", late, "--type", "bpe", "--vocab", "100000", large];
    const { code, stderr } = await vitral(args, { interruptAfterMs: 1_200 });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "Interrupted: nothing was written.\n" });
    expect(existsSync(late)).toBe(false);
  });
});
