// Kills an indexing ten times at random moments and looks what is left: `npm run soak` (needs `npm run build`).
// After each kill the store must open, every document in it must be whole, down to the words of each passage and its
// vector, and the indexing must go on; in the end all rows must be those of an indexing that nobody disturbed. Its
// results stand in bench/README.md.
//   --kills N     how often (default 10)             --seed N   which moments (default 1)
//   --texts PATH  which folder (default: the example articles; one long text of all of them is added)
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { openEmbedder, openKnowledge } from "../dist/knowledge.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    texts: { type: "string", default: join(root, "examples/collection") },
  },
});
const kills = Number(values.kills);
let state = Number(values.seed);
/** Numbers in [0, 1), repeatable: Park and Miller's generator. */
function random() {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

/** One indexing may take so long, and everything this times the kills. */
const limit = 300_000;
setTimeout(() => fail("this takes too long"), limit * (kills + 2)).unref();
const place = mkdtempSync(join(tmpdir(), "vitral-soak-"));
process.on("exit", () => rmSync(place, { recursive: true, force: true }));
function fail(what) {
  console.error(`soak: ${what}`);
  process.exit(1);
}

const texts = join(place, "texts");
cpSync(values.texts, texts, { recursive: true });
const articles = readdirSync(texts, { recursive: true }).filter((name) => name.endsWith(".md"));
writeFileSync(join(texts, "all.md"), articles.map((name) => readFileSync(join(texts, name), "utf8")).join("\n\n"));
const embedder = await openEmbedder(join(root, "models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf"));

/** Runs `vitral index`, killed after `ms` (undefined: to its end). Whether it was killed before it had ended. */
async function index(home, ms) {
  const args = [join(root, "bin/vitral.js"), "index", texts, "--collection", "soak"];
  const env = { ...process.env, VITRAL_HOME: home, DATABASE_URL: "" };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  const killer = setTimeout(() => child.kill("SIGKILL"), ms ?? limit);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(killer);
  if (code !== null && code !== 0) fail(`the indexing ended with ${code}: ${said}`);
  if (code === null && ms === undefined) fail("the indexing does not end");
  return code === null;
}

/** The rows of every document, by its path: its own and those of its passages, with their words and vectors. */
async function rowsOf(home) {
  const knowledge = await openKnowledge({ folder: home, embedder: async () => embedder }); // as the program opens it
  try {
    if (!(await knowledge.collections()).some(({ name }) => name === "soak")) return new Map();
    const { passages } = await knowledge.search("soak", "Kilimanjaro", { top: 1 });
    if (passages.length !== Math.min(1, (await knowledge.documents("soak")).length)) fail("nothing is found");
  } finally {
    await knowledge.close();
  }
  const database = await PGlite.create(join(home, "store"), { extensions: { vector } });
  const { rows } = await database.query(
    `SELECT path, root, title, format, language, hash, text, pages, number, start_at, end_at, page, headings, length,
       embedding::text, vector_dims(embedding) AS dimension,
       (SELECT json_object_agg(lexeme, frequency ORDER BY lexeme) FROM posting WHERE chunk = chunk.id) AS words
     FROM document LEFT JOIN chunk ON chunk.document = document.id ORDER BY path, number`,
  );
  const { rows: counts } = await database.query(
    "SELECT (SELECT count(*)::int FROM posting) AS postings, (SELECT count(*)::int FROM chunk) AS chunks",
  );
  await database.close();
  const [postings, chunks] = [rows.flatMap(({ words }) => Object.keys(words ?? {})), rows.filter((row) => row.length)];
  if (!isDeepStrictEqual(counts, [{ postings: postings.length, chunks: chunks.length }]))
    fail(`the store has rows of no document: ${JSON.stringify(counts)}`);
  const documents = new Map(rows.map(({ path }) => [path, []]));
  for (const row of rows) documents.get(row.path).push(row);
  for (const passages of documents.values()) checkWhole(passages);
  return documents;
}

/** Passages from the first to the text's end, each a place in the text, with as many words as it says, and a vector. */
function checkWhole(passages) {
  const { path, text } = passages[0];
  passages.forEach(({ number, start_at, end_at, length, dimension, words }, i) => {
    const passage = text.slice(start_at, end_at);
    const counted = Object.values(words ?? {}).reduce((sum, frequency) => sum + frequency, 0);
    if (number !== i) fail(`${path} lacks passage ${i}`);
    if (passage.trim() === "" || passage !== passage.trim()) fail(`${path} has no passage at ${start_at}–${end_at}`);
    if (counted !== length || counted === 0) fail(`passage ${i} of ${path} has ${counted} of ${length} words`);
    if (dimension !== embedder.dimension) fail(`passage ${i} of ${path} has a vector of ${dimension}`);
  });
  if (passages.at(-1).end_at < text.trimEnd().length) fail(`${path} lacks its last passage`);
}

const started = performance.now();
await index(join(place, "undisturbed"));
const wholeMs = performance.now() - started;
const wanted = await rowsOf(join(place, "undisturbed"));
const passages = [...wanted.values()].flat().length;
console.log(`undisturbed: ${wanted.size} documents in ${passages} passages, ${Math.round(wholeMs)} ms`);

console.log("kill  after (ms)  documents, all whole");
let home = join(place, "killed-0");
let [done, anew, before] = [0, 0, 0];
while (done < kills) {
  const ms = Math.round(200 + random() * wholeMs * 0.6);
  const wasKilled = await index(home, ms);
  const left = await rowsOf(home);
  for (const [path, rows] of left)
    if (!isDeepStrictEqual(rows, wanted.get(path))) fail(`${path} is not what it was undisturbed`);
  if (left.size < before) fail(`${before} documents were finished, ${left.size} are left`);
  before = left.size;
  if (wasKilled) done++;
  const [number, end] = wasKilled ? [done, ""] : ["–", ": it had ended before; the next begins anew"];
  console.log(`${String(number).padStart(4)}  ${String(ms).padStart(10)}  ${left.size} of ${wanted.size}${end}`);
  if (wasKilled) continue;
  if (++anew > kills) fail("the indexing ends before it can be killed");
  [home, before] = [join(place, `killed-${anew}`), 0];
}
await index(home);
if (!isDeepStrictEqual(await rowsOf(home), wanted)) fail("the rows differ from those of an undisturbed indexing");
console.log(`resumed to its end: ${wanted.size} documents, all rows the same as undisturbed`);
await embedder.close();
