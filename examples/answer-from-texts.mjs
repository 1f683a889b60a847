// Answers a question from the example articles, with its sources: `node examples/answer-from-texts.mjs "a question"`.
import { fileURLToPath } from "node:url";
import { openEmbedder, openKnowledge, openLanguageModel } from "vitral/knowledge";

const question = process.argv[2] ?? "What is the highest mountain in Africa?";
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const embedder = await openEmbedder(here("../models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf"));
const model = await openLanguageModel(here("../models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"));
const knowledge = await openKnowledge({ embedder: async () => embedder }); // in memory; `folder` keeps it

const articles = ["kilimanjaro", "everest", "andes", "japan"].map((name) => here(`collection/en/${name}.md`));
for await (const event of knowledge.index("articles", articles))
  if (event.type === "indexed") console.log(`${event.documents} articles in ${event.chunks} passages`);

for await (const event of knowledge.ask("articles", question, model))
  if (event.type === "answer") {
    console.log(event.answer);
    for (const { marker, document, text } of event.citations) console.log(`[${marker}] ${document.title}: “${text}”`);
  }

await knowledge.close();
await Promise.all([embedder.close(), model.close()]);
