// How a model cuts a text into tokens: `node examples/tokens.mjs "any text"`.
import { fileURLToPath } from "node:url";
import { openModelFile, tokenizerOf } from "vitral/engine";

const text = process.argv[2] ?? "The highest mountain in Africa is Kilimanjaro.";
const file = await openModelFile(
  fileURLToPath(new URL("../models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url)),
);
const tokenizer = tokenizerOf(file); // no weights are read
await file.close();

const { ids, offsets } = tokenizer.encode(text);
for (const [i, [start, end]] of offsets.entries()) console.log(String(ids[i]).padStart(6), text.slice(start, end));
console.log(tokenizer.decode(ids) === text ? "and back: the same text" : "and back: another text");
