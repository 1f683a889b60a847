import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openGguf } from "#files/gguf/open.ts";
import { openFile } from "#platform/file-source.ts";
import { tokenizerFromGguf } from "#text/from-gguf.ts";
import { tokenizerFromJson } from "#text/from-json.ts";
import type { Tokenizer } from "#text/tokenizer.ts";

/** What must hold for every text, tokenizer by tokenizer; and how long the worst texts may take. */
const root = new URL("../", import.meta.url);
const fromJson = async (name: string): Promise<Tokenizer> =>
  tokenizerFromJson(JSON.parse(readFileSync(new URL(`test/goldens/tokenizers/${name}/tokenizer.json`, root), "utf8")));
const fromGguf = async (path: string): Promise<Tokenizer> =>
  tokenizerFromGguf((await openGguf(await openFile(new URL(path, root).pathname))).metadata);

interface Subject {
  readonly name: string;
  readonly make: () => Promise<Tokenizer>;
  /** Whether every well-formed text comes back as it went in. */
  readonly lossless?: boolean;
}

const smollm2 = "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";
const subjects: readonly Subject[] = [
  { name: "bpe_gpt2", make: () => fromJson("bpe_gpt2"), lossless: true },
  { name: "bpe_llama3", make: () => fromJson("bpe_llama3"), lossless: true },
  { name: "bpe_qwen2", make: () => fromJson("bpe_qwen2") }, // NFC changes texts
  { name: "SmolLM2", make: () => fromGguf(smollm2) }, // its vocabulary lacks 21 bytes
  { name: "spm", make: () => fromJson("spm") },
  { name: "spm_gemma", make: () => fromJson("spm_gemma") },
  { name: "unigram", make: () => fromJson("unigram") },
  { name: "e5", make: () => fromGguf("models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf") },
  { name: "wordpiece", make: () => fromJson("wordpiece") },
];

/** Texts with what tokenizers stumble over: marks, joiners, spaces of all kinds, digits, special tokens, halves. */
const hard = fc.constantFrom(
  ..."aAé  \t\n\r\u0085\u00a0\u3000\ufeff\u200d\u0301\u0323ßſİǅ１٣7漢각\u1100\u1161▁Ġ'.,#<|>[]{}()\u0000\ufffd𝔄👩🏽",
  ..."'s|'LL| the|<|im_end|>|<s>|</s>|[CLS]|[UNK]|##ing|<0x41>|▁▁|\r\n|👨‍👩‍👧|🇪🇸|12345|don't|query: ".split(
    /(?<!<)\|(?!>)/,
  ),
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(hard, { maxLength: 40 }).map((parts) => parts.join("")),
);
const runs = { numRuns: 300, seed: 20260 };

describe.each(subjects)("$name, on any text", ({ make, lossless }) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await make();
  });

  it("keeps offsets inside the text, in order, and ids inside the vocabulary", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { ids, tokens, offsets } = tokenizer.encode(text);
        expect(tokens.length).toBe(ids.length);
        expect(offsets.length).toBe(ids.length);
        let last = 0;
        for (const [i, [start, end]] of offsets.entries()) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(tokens[i]).toBe(tokenizer.token(ids[i]!));
          last = start;
        }
        expect([...tokenizer.ids(text)]).toEqual([...ids]);
      }),
      runs,
    );
  });

  it("never makes special ids of plain text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const ids = tokenizer.ids(text, { special: false, parseSpecial: false });
        const special = [...ids].filter((id) => tokenizer.isSpecial(id) && !/unk/i.test(tokenizer.token(id)));
        expect(special).toEqual([]);
      }),
      runs,
    );
  });

  it("streams any ids as it decodes them at once, with no broken character before the end", () => {
    const anyIds = fc.array(fc.integer({ min: 0, max: tokenizer.vocabulary - 1 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.oneof(
          anyIds,
          texts.map((text) => [...tokenizer.ids(text)]),
        ),
        fc.boolean(),
        (ids, skipSpecial) => {
          const stream = tokenizer.stream({ skipSpecial });
          const streamed = ids.map((id) => stream.push(id)).join("") + stream.end();
          expect(streamed).toBe(tokenizer.decode(ids, { skipSpecial }));
        },
      ),
      runs,
    );
  });

  it("gives each token's bytes: together they are the text's", () => {
    if (tokenizer.kind === "wordpiece") return; // its words stand apart by spaces that no token holds
    fc.assert(
      fc.property(texts, (text) => {
        const ids = [...tokenizer.ids(text, { special: false })];
        const bytes = ids.flatMap((id) => [...tokenizer.bytes(id)]);
        const decoded = tokenizer.decode(ids, { skipSpecial: false });
        const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
        expect([decoded, ` ${decoded}`]).toContain(whole);
      }),
      runs,
    );
  });

  it.runIf(lossless)("gives every text back", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(tokenizer.decode(tokenizer.ids(text, { special: false }), { skipSpecial: false })).toBe(
          text.toWellFormed(),
        );
        expect(tokenizer.decode(tokenizer.ids(text, { special: false, parseSpecial: false }))).toBe(
          text.toWellFormed(),
        );
      }),
      runs,
    );
  });
});

it("SmolLM2 leaves out the bytes that its vocabulary lacks, as llama.cpp does, and nothing else", async () => {
  const tokenizer = await fromGguf(smollm2);
  const { ids, offsets } = tokenizer.encode("a\u{40000}b x \u0013 y"); // F1 of F1 80 80 80, and 13
  expect([...ids]).toEqual([81, 218, 218, 218, 82, 1792, 216, 329]);
  expect(offsets.slice(0, 5)).toEqual([
    [0, 1],
    [1, 3],
    [1, 3],
    [1, 3],
    [3, 4],
  ]);
  expect(tokenizer.decode(tokenizer.ids("a\u0004b"))).toBe("ab");
});

const million = 1_000_000;
const worst: Readonly<Record<string, string>> = {
  "one letter": "a".repeat(million),
  "one word of many letters": Array.from({ length: million }, (_, i) =>
    String.fromCharCode(97 + (((i * 7919) ^ (i >> 3)) % 26)),
  ).join(""),
  spaces: " ".repeat(million),
  "spaces and lines": " \n".repeat(million / 2),
  digits: "7".repeat(million),
  "signs that begin special tokens": "<|".repeat(million / 2),
  "marks on one letter": `a${"\u0301".repeat(million - 1)}`,
  "vowels on one consonant": `\u1100${"\u1161".repeat(million - 1)}`,
  "families of emoji": "👩‍👩‍👧".repeat(million / 8),
  ideographs: "漢字".repeat(million / 2),
  "halves of characters": "\ud800".repeat(million),
};

describe.each(subjects)("$name, on a megabyte of the worst", ({ make }) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await make();
  });

  it.each(Object.entries(worst))("%s", (_, text) => {
    const before = performance.now();
    const ids = tokenizer.ids(text);
    // Seconds, for a machine that is busy with other tests; what is quadratic takes hours.
    expect(performance.now() - before).toBeLessThan(50_000);
    expect(ids.length).toBeLessThanOrEqual(4 * text.length + 2);
  });
});
