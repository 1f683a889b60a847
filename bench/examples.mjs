// The example questions, asked of the example articles: `node bench/examples.mjs [--answers]` (needs `npm run build`).
// Prints how many find their article first, are judged answerable, are quoted rightly and, with `--answers`, are
// answered rightly by the bundled model; and how many questions about other things are turned away.
import { readFileSync } from "node:fs";
import { openEmbedder, openKnowledge, openLanguageModel } from "../dist/knowledge.js";

const root = new URL("../", import.meta.url);
const path = (name) => new URL(name, root).pathname;
const embedder = await openEmbedder(path("models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf"));
const knowledge = await openKnowledge({ embedder: async () => embedder });
const withAnswers = process.argv.includes("--answers");
const model = withAnswers
  ? await openLanguageModel(path("models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"))
  : undefined;

const questions = readFileSync(path("examples/questions.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const elsewhere = {
  en: [
    "What did the finance minister of Norway eat for breakfast?",
    "Who won the 2031 chess title?",
    "How do I reset the password of my router?",
    "Which clause of the contract covers late delivery?",
    "What is the boiling point of tungsten?",
    "Who directed the film Casablanca?",
    "How many goals did Brazil score in 1958?",
    "What does the word 'serendipity' mean?",
    "Which bus goes to the airport?",
    "When was the bank account opened?",
    "What is the password of the administrator?",
    "How is a corporation taxed in Ireland?",
  ],
  es: [
    "¿Qué desayunó el ministro de Hacienda de Noruega?",
    "¿Quién ganó el título de ajedrez de 2031?",
    "¿Cómo restablezco la contraseña de mi enrutador?",
    "¿Qué cláusula del contrato trata de la entrega tardía?",
    "¿Cuál es el punto de ebullición del tungsteno?",
    "¿Quién dirigió la película Casablanca?",
    "¿Cuántos goles marcó Brasil en 1958?",
    "¿Qué significa la palabra serendipia?",
    "¿Qué autobús va al aeropuerto?",
    "¿Cuándo se abrió la cuenta bancaria?",
    "¿Cuál es la contraseña del administrador?",
    "¿Cómo tributa una sociedad en Irlanda?",
  ],
};

const isRight = (text, answer) => text.toLowerCase().includes(answer.toLowerCase());
for (const language of ["en", "es"]) {
  await knowledge.create(language, { language });
  for await (const event of knowledge.index(language, [path(`examples/collection/${language}`)]))
    if (event.type === "skipped") throw new Error(event.reason);
}
for (const [asked, texts] of [
  ["en", "en"],
  ["es", "es"],
  ["es", "en"],
  ["en", "es"],
]) {
  const count = { first: 0, answerable: 0, quoted: 0, answered: 0 };
  const failed = [];
  for (const { question, answer, article } of questions) {
    const { passages, answerable } = await knowledge.search(texts, question[asked], { top: 5 });
    const [best] = passages;
    const quote = best?.quote && best.text.slice(best.quote.start - best.start, best.quote.end - best.start);
    if (best?.document.path.endsWith(article[texts])) count.first++;
    if (answerable.answerable) count.answerable++;
    else failed.push(`turned away: ${question[asked]}`);
    if (quote && isRight(quote, answer[texts])) count.quoted++;
    else failed.push(`quote: ${question[asked]} «${quote}»`);
    if (!model || asked !== texts) continue;
    for await (const event of knowledge.ask(texts, question[asked], model)) {
      if (event.type !== "answer") continue;
      if (isRight(event.answer, answer[texts])) count.answered++;
      else failed.push(`answer: ${question[asked]} «${event.answer}»`);
    }
  }
  let away = 0;
  for (const question of elsewhere[asked]) {
    const { answerable } = await knowledge.search(texts, question, { top: 1, quotes: false });
    if (!answerable.answerable) away++;
    else failed.push(`not turned away: ${question}`);
  }
  const answered = model && asked === texts ? `, answered rightly ${count.answered}` : "";
  console.log(
    `${asked} → ${texts}: of ${questions.length} questions, article first ${count.first}, judged answerable ${count.answerable}, quote holds the answer ${count.quoted}${answered}; of ${elsewhere[asked].length} others, turned away ${away}`,
  );
  for (const line of failed) console.log(`  ${line}`);
}
await knowledge.close();
await embedder.close();
await model?.close();
