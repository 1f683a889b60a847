// The three likeliest next words, and where the last token looks: `node examples/look-inside.mjs "any prompt"`.
import { fileURLToPath } from "node:url";
import { openModel, promptIds, trace } from "vitral/engine";

const prompt = process.argv[2] ?? "The capital of France is";
const path = fileURLToPath(new URL("../models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url));
const { model, tokenizer, close } = await openModel(path, { precision: "exact", threads: 2 });

const ids = promptIds(tokenizer, prompt);
const seen = trace(model, ids, ["logits", "attn.29"]); // what one pass computes on its way, by name
close();

const { shape, values } = seen.get("logits"); // [tokens, vocabulary]
const last = values.subarray(values.length - shape[1]);
const sum = last.reduce((total, logit) => total + Math.exp(logit), 0);
const best = [...last.keys()].sort((a, b) => last[b] - last[a]).slice(0, 3);
for (const id of best) console.log(`${(Math.exp(last[id]) / sum).toFixed(3)} ${JSON.stringify(tokenizer.token(id))}`);

const pattern = seen.get("attn.29"); // [heads, tokens, tokens]: the last block's
const row = pattern.values.subarray(ids.length * (ids.length - 1), ids.length * ids.length); // head 0, last token
const tokens = Array.from(ids, (id) => tokenizer.token(id));
console.log("head 0 looks at:", tokens.map((token, i) => `${token} ${row[i].toFixed(2)}`).join(" · "));
