import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openGguf } from "#files/gguf/open.ts";
import { openFile } from "#platform/file-source.ts";
import { tokenizerFromGguf } from "#text/from-gguf.ts";
import { tokenizerFromJson } from "#text/from-json.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

const goldens = new URL("goldens/", import.meta.url);
const models = new URL("../models/", import.meta.url);

interface Golden {
  readonly text: string;
  readonly ids: number[];
  readonly tokens: string[];
  readonly offsets: [number, number][];
  readonly ids_with_special: number[];
  readonly decoded: string;
  readonly decoded_skip_special: string;
  readonly sentencepiece_ids?: number[];
}

const goldensOf = (name: string): Golden[] =>
  readFileSync(new URL(`tokenizers/${name}.jsonl`, goldens), "utf8")
    .split("\n")
    .filter((line) => line.length > 0)
    .map((line) => JSON.parse(line));
const json = (url: URL): unknown => JSON.parse(readFileSync(url, "utf8"));
const fromJson = (name: string): Tokenizer =>
  tokenizerFromJson(json(new URL(`tokenizers/${name}/tokenizer.json`, goldens)));
const fromGguf = async (url: URL): Promise<Tokenizer> =>
  tokenizerFromGguf((await openGguf(await openFile(url.pathname))).metadata);

/** Code points, as the goldens count, → UTF-16 units, as we do. */
function unitOffsets(text: string): number[] {
  const units = [0];
  for (const character of text) units.push(units.at(-1)! + character.length);
  return units;
}

const tiny = (name: string): URL => new URL(`tiny/${name}/${name}.f32.gguf`, goldens);
const cases: [golden: string, from: string, make: () => Promise<Tokenizer> | Tokenizer][] = [
  ...["bpe_gpt2", "bpe_llama3", "bpe_qwen2", "spm", "spm_gemma", "unigram", "wordpiece", "minilm", "smollm2"].map(
    (name): [string, string, () => Tokenizer] => [name, "tokenizer.json", () => fromJson(name)],
  ),
  ["smollm2", "GGUF", () => fromGguf(new URL("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf", models))],
  ["e5", "GGUF", () => fromGguf(new URL("multilingual-e5-small/multilingual-e5-small.Q4_0.gguf", models))],
  [
    "minilm",
    "the bundled tokenizer.json",
    () => tokenizerFromJson(json(new URL("wordpiece-bert-uncased/tokenizer.json", models))),
  ],
  ["bpe_gpt2", "GGUF", () => fromGguf(tiny("gpt2"))],
  ["bpe_llama3", "GGUF", () => fromGguf(tiny("llama"))],
  ["bpe_qwen2", "GGUF", () => fromGguf(tiny("qwen2"))],
  ["spm", "GGUF", () => fromGguf(tiny("mistral"))],
  ["spm_gemma", "GGUF", () => fromGguf(tiny("gemma2"))],
  ["wordpiece", "GGUF", () => fromGguf(tiny("bert"))],
];

/** GGUF knows no NFC (Qwen 2), and llama.cpp's way with its vocabulary is then the reference: see the goldens' README. */
const differs = (golden: string, from: string, { text }: Golden): boolean =>
  from === "GGUF" && golden === "bpe_qwen2" && text !== text.normalize("NFC");

describe.each(cases)("%s from %s", (golden, from, make) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await make();
  });
  const entries = goldensOf(golden).filter((entry) => !differs(golden, from, entry));

  it("gives the reference's ids, tokens and offsets", () => {
    for (const entry of entries) {
      const { text } = entry;
      const encoding = tokenizer.encode(text, { special: false });
      const other = entry.sentencepiece_ids && String(entry.sentencepiece_ids) !== String(entry.ids);
      expect([...encoding.ids], JSON.stringify(text)).toEqual(entry.sentencepiece_ids ?? entry.ids);
      expect([...tokenizer.ids(text, { special: false })]).toEqual([...encoding.ids]);
      if (other) continue; // the reference's tokens and offsets are those of its other ids
      const isUnknown = (i: number): boolean => golden === "e5" && entry.ids[i] === 3; // its golden has the text there
      expect(encoding.tokens, JSON.stringify(text)).toEqual(
        entry.tokens.map((token, i) => (isUnknown(i) ? "<unk>" : token)),
      );
      const units = unitOffsets(text);
      expect(encoding.offsets, JSON.stringify(text)).toEqual(entry.offsets.map(([a, b]) => [units[a], units[b]]));
    }
  });

  it("puts the model's own tokens around a text", () => {
    for (const entry of entries) {
      if (entry.sentencepiece_ids) continue;
      expect([...tokenizer.ids(entry.text)], JSON.stringify(entry.text)).toEqual(entry.ids_with_special);
    }
  });

  it("decodes as the reference does", () => {
    for (const { ids, decoded, decoded_skip_special, text } of entries) {
      expect(tokenizer.decode(ids, { skipSpecial: false }), JSON.stringify(text)).toBe(decoded);
      expect(tokenizer.decode(ids, { skipSpecial: true }), JSON.stringify(text)).toBe(decoded_skip_special);
    }
  });

  it("streams what it decodes at once", () => {
    for (const { ids } of entries) {
      const stream = tokenizer.stream();
      const streamed = ids.map((id) => stream.push(id)).join("") + stream.end();
      expect(streamed).toBe(tokenizer.decode(ids));
    }
  });
});
