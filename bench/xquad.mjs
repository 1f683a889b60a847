// First-place recall on half of XQuAD, through the program's own index and search: `node bench/xquad.mjs`.
// Each paragraph is a document; a question's answer is right if its own paragraph comes first. Needs `npm run build`.
import { readFileSync } from "node:fs";
import { openEmbedder, openKnowledge } from "../dist/knowledge.js";

const root = new URL("../", import.meta.url);
const read = (language) =>
  JSON.parse(readFileSync(new URL(`test/xquad/xquad-half.${language}.json`, root), "utf8")).data;

/** Quotes cost a second a question: every eighth is enough to see a change. */
const quotesEvery = 8;

/** The paragraphs of some articles, and their questions with the paragraph's name. */
export function paragraphsOf(language, wanted = () => true) {
  const paragraphs = [];
  const questions = [];
  read(language).forEach((article, a) => {
    if (!wanted(a)) return;
    article.paragraphs.forEach(({ context, qas }, p) => {
      const path = `${a}-${p}.txt`;
      paragraphs.push({ path, bytes: new TextEncoder().encode(context) });
      for (const { question, answers } of qas)
        questions.push({ question, path, answers: answers.map(({ text }) => text) });
    });
  });
  return { paragraphs, questions };
}

export async function open() {
  const model = new URL("models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf", root).pathname;
  const embedder = await openEmbedder(model);
  return { embedder, knowledge: await openKnowledge({ embedder: async () => embedder }) };
}

export async function fill(knowledge, name, language, paragraphs) {
  await knowledge.create(name, { language });
  for await (const event of knowledge.add(name, paragraphs))
    if (event.type === "skipped") throw new Error(event.reason);
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { embedder, knowledge } = await open();
  const started = performance.now();
  const sets = { en: paragraphsOf("en"), es: paragraphsOf("es") };
  for (const language of ["en", "es"]) await fill(knowledge, language, language, sets[language].paragraphs);
  console.log(
    `indexed ${sets.en.paragraphs.length + sets.es.paragraphs.length} paragraphs in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  for (const [asked, texts] of [
    ["en", "en"],
    ["es", "es"],
    ["es", "en"],
    ["en", "es"],
  ]) {
    const first = { fused: 0, vector: 0, text: 0 };
    let [read, quoted] = [0, 0];
    const { questions } = sets[asked];
    for (const [i, { question, path }] of questions.entries()) {
      const isRead = asked === texts && i % quotesEvery === 0;
      const { passages } = await knowledge.search(texts, question, { top: 5, quotes: isRead });
      const right = passages.find(({ document }) => document.path === path);
      if (passages[0]?.document.path === path) first.fused++;
      if (right?.vectorRank === 1) first.vector++;
      if (right?.textRank === 1) first.text++;
      if (!isRead) continue;
      read++;
      const answers = sets[texts].questions[i].answers;
      const quote = right?.quote && right.text.slice(right.quote.start - right.start, right.quote.end - right.start);
      if (quote && answers.some((answer) => quote.includes(answer))) quoted++;
    }
    const share = (n) => (n / questions.length).toFixed(3);
    console.log(
      `${asked} → ${texts}: recall@1 ${share(first.fused)} (vectors ${share(first.vector)}, words ${share(first.text)})${read > 0 ? `, quote holds the answer ${(quoted / read).toFixed(3)} of ${read}` : ""}`,
    );
  }
  await knowledge.close();
  await embedder.close();
}
