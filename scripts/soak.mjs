// Kills an indexing ten times at random moments and looks what is left: `npm run soak` (needs `npm run build`).
// After each kill the store must open, every finished document must be whole, and the indexing must go on; in the end
// the passages must be those of an indexing that nobody disturbed. Its results stand in bench/README.md.
//   --kills N   how often (default 10)    --seed N   which moments (default 1)
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openEmbedder, openKnowledge } from "../dist/knowledge.js";

const { values } = parseArgs({ options: { kills: { type: "string" }, seed: { type: "string" } } });
const kills = Number(values.kills ?? 10);
let state = Number(values.seed ?? 1);
/** Numbers in [0, 1), repeatable: Park and Miller's generator. */
function random() {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = mkdtempSync(join(tmpdir(), "vitral-soak-"));
const texts = join(root, "examples/collection");
const embedder = await openEmbedder(join(root, "models/multilingual-e5-small/multilingual-e5-small.Q4_0.gguf"));
const limit = 300_000;

/** Runs `vitral index`, killed after `ms` (undefined: to its end). Resolves to its exit status, null if killed. */
function index(ms) {
  const args = [join(root, "bin/vitral.js"), "index", texts, "--collection", "soak"];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, VITRAL_HOME: home, DATABASE_URL: "" },
    stdio: "ignore",
  });
  const killer = setTimeout(() => child.kill("SIGKILL"), ms ?? limit);
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      clearTimeout(killer);
      resolve(code);
    });
  });
}

/** Every document of the collection, by its path: what it holds and how it was cut. Throws if one is not whole. */
async function documents(options, name) {
  const knowledge = await openKnowledge({ ...options, embedder: async () => embedder });
  try {
    if (!(await knowledge.collections()).some((each) => each.name === name)) return new Map();
    const all = new Map();
    for (const { id, path, chunks: count } of await knowledge.documents(name)) {
      const { text, chunks } = await knowledge.open(name, id);
      if (chunks.length !== count || count === 0) throw new Error(`${path} has ${chunks.length} of ${count} passages`);
      if (chunks.some(({ chunk }, i) => chunk !== i)) throw new Error(`${path} lacks a passage`);
      const last = text.trimEnd().length;
      if (chunks.at(-1).end < last) throw new Error(`${path} is cut at ${chunks.at(-1).end} of ${last}`);
      all.set(path, JSON.stringify([text, chunks]));
    }
    // A passage without its words or its vector would not be found: each document's title finds something.
    if (all.size > 0) await knowledge.search(name, "Kilimanjaro", { quotes: false });
    return all;
  } finally {
    await knowledge.close();
  }
}

try {
  const undisturbed = await openKnowledge({ embedder: async () => embedder });
  for await (const event of undisturbed.index("soak", [texts]))
    if (event.type === "skipped") throw new Error(event.reason);
  const wanted = new Map();
  for (const { id, path } of await undisturbed.documents("soak")) {
    const { text, chunks } = await undisturbed.open("soak", id);
    wanted.set(path, JSON.stringify([text, chunks]));
  }
  await undisturbed.close();

  console.log("kill  after (ms)  documents whole afterwards");
  let before = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const ms = Math.round(300 + random() * 9_000);
    const code = await index(ms);
    const left = await documents({ folder: home }, "soak");
    for (const [path, document] of left)
      if (document !== wanted.get(path)) throw new Error(`${path} is not what it was`);
    if (left.size < before) throw new Error(`${before} documents were finished, ${left.size} are left`);
    before = left.size;
    console.log(
      `${String(kill).padStart(4)}  ${String(ms).padStart(10)}  ${left.size} of ${wanted.size}${code === null ? "" : "  (it had ended)"}`,
    );
  }
  if ((await index()) !== 0) throw new Error("the last indexing did not end well");
  const whole = await documents({ folder: home }, "soak");
  if (whole.size !== wanted.size || [...whole].some(([path, document]) => document !== wanted.get(path)))
    throw new Error("the passages differ from those of an indexing that nobody disturbed");
  console.log(`resumed to its end: ${whole.size} of ${wanted.size} documents, the same passages as undisturbed`);
} finally {
  await embedder.close();
  rmSync(home, { recursive: true, force: true });
}
