// Learns whether texts hold an answer, from half of XQuAD, and scores the rule on articles that it has not seen:
// `node bench/answerable.mjs` (needs `npm run build`); with `--write` it puts the rule into the program.
//
// The articles go into four groups by turns. Groups 0 and 1 are indexed; every question is asked. Learned on groups 0
// (answerable) and 2 (not), scored on 1 and 3; then the other way round. Positive class: unanswerable. Across languages
// the questions are Spanish and the texts English, and the other way round.
import { writeFileSync } from "node:fs";
import { fill, open, paragraphsOf } from "./xquad.mjs";

const { embedder, knowledge } = await open();
const isIndexed = (article) => article % 4 < 2;
for (const language of ["en", "es"])
  await fill(knowledge, language, language, paragraphsOf(language, isIndexed).paragraphs);

/** Evidence for every question of one language on the texts of another. */
async function evidenceOf(asked, texts) {
  const rows = [];
  for (const group of [0, 1, 2, 3])
    for (const { question } of paragraphsOf(asked, (article) => article % 4 === group).questions) {
      const { answerable } = await knowledge.search(texts, question, { top: 1, quotes: false });
      rows.push({ group, question, ...answerable.evidence });
    }
  return rows;
}

const isHeld = ({ group }) => group < 2;
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** Logistic regression by Newton's steps on standardised evidence, with a little weight decay. */
function learn(rows, features) {
  const of = (row) => features.map((name) => row[name]);
  const mean = features.map((name) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length);
  const deviation = features.map((name, j) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[name] - mean[j]) ** 2, 0) / rows.length),
  );
  const inputs = rows.map((row) => [1, ...of(row).map((x, j) => (x - mean[j]) / deviation[j])]);
  const n = features.length + 1;
  let w = Array(n).fill(0);
  for (let step = 0; step < 30; step++) {
    const gradient = w.map((x, j) => (j === 0 ? 0 : -x));
    const hessian = w.map((_, j) => w.map((_, k) => (j === k ? (j === 0 ? 1e-9 : 1) : 0)));
    inputs.forEach((x, i) => {
      const p = sigmoid(x.reduce((sum, xj, j) => sum + xj * w[j], 0));
      for (let j = 0; j < n; j++) {
        gradient[j] += (Number(isHeld(rows[i])) - p) * x[j];
        for (let k = 0; k < n; k++) hessian[j][k] += p * (1 - p) * x[j] * x[k];
      }
    });
    const change = solve(hessian, gradient);
    w = w.map((x, j) => x + change[j]);
  }
  const weights = Object.fromEntries(features.map((name, j) => [name, w[j + 1] / deviation[j]]));
  const bias = w[0] - features.reduce((sum, name, j) => sum + weights[name] * mean[j], 0);
  return { cosine: 0, share: 0, ...weights, bias };
}

/** Gauss's elimination. */
function solve(matrix, vector) {
  const rows = matrix.map((row, i) => [...row, vector[i]]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, j) => (Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + j : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let j = 0; j < rows.length; j++)
      if (j !== i) {
        const factor = rows[j][i] / rows[i][i];
        rows[j] = rows[j].map((x, k) => x - factor * rows[i][k]);
      }
  }
  return rows.map((row, i) => row.at(-1) / row[i]);
}

const probability = ({ cosine, share, bias }, row) => sigmoid(cosine * row.cosine + share * row.share + bias);

/** Precision, recall and F1 of “unanswerable”, and how many answerable questions are turned away. */
function score(rule, rows) {
  let [right, wrong, missed, held] = [0, 0, 0, 0];
  for (const row of rows) {
    const refused = probability(rule, row) < rule.threshold;
    if (isHeld(row)) held++;
    if (refused && !isHeld(row)) right++;
    if (refused && isHeld(row)) wrong++;
    if (!refused && !isHeld(row)) missed++;
  }
  return {
    f1: (2 * right) / (2 * right + wrong + missed),
    turnedAway: wrong / held,
    missed: missed / (right + missed),
  };
}

/** The threshold with the best F1 on the rows that it is learned from. */
function withThreshold(rule, rows) {
  let best = { f1: -1, threshold: 0.5 };
  for (let threshold = 0.05; threshold < 0.951; threshold += 0.01) {
    const { f1 } = score({ ...rule, threshold }, rows);
    if (f1 > best.f1) best = { f1, threshold };
  }
  return { ...rule, threshold: best.threshold };
}

const learnRule = (rows, features) => withThreshold(learn(rows, features), rows);
const print = (name, { f1, turnedAway, missed }) =>
  console.log(
    `${name}: F1 ${f1.toFixed(3)} (answerable ones turned away ${turnedAway.toFixed(3)}, unanswerable ones missed ${missed.toFixed(3)})`,
  );

function report(name, rows, features) {
  const folds = [
    [
      [0, 2],
      [1, 3],
    ],
    [
      [1, 3],
      [0, 2],
    ],
  ];
  const among = (groups) => rows.filter(({ group }) => groups.includes(group));
  for (const [from, on] of folds)
    print(`${name}, learned on ${from}, scored on ${on}`, score(learnRule(among(from), features), among(on)));
}

const sets = {};
for (const [asked, texts] of [
  ["en", "en"],
  ["es", "es"],
  ["es", "en"],
  ["en", "es"],
])
  sets[`${asked} → ${texts}`] = await evidenceOf(asked, texts);
const same = ["cosine", "share"];
const cross = ["cosine"];
for (const [name, rows] of Object.entries(sets))
  report(name, rows, name === "en → en" || name === "es → es" ? same : cross);

const rules = {
  same: learnRule([...sets["en → en"], ...sets["es → es"]], same),
  cross: learnRule([...sets["es → en"], ...sets["en → es"]], cross),
};
for (const [name, rows] of Object.entries(sets))
  print(
    `the program's rule, ${name}, on all it was learned from`,
    score(name === "en → en" || name === "es → es" ? rules.same : rules.cross, rows),
  );
const rounded = ({ cosine, share, bias, threshold }) =>
  `{ cosine: ${cosine.toFixed(2)}, share: ${share.toFixed(2)}, bias: ${bias.toFixed(2)}, threshold: ${threshold.toFixed(2)} }`;
const source = `/** Learned by \`node bench/answerable.mjs --write\` on half of XQuAD; bench/README.md has its scores on articles not learned from. */
export const learned = {
  same: ${rounded(rules.same)},
  cross: ${rounded(rules.cross)},
} as const;
`;
console.log(source);
if (process.argv.includes("--write"))
  writeFileSync(new URL("../src/knowledge/search/answerable-weights.ts", import.meta.url), source);
if (process.argv.includes("--rows")) writeFileSync(process.argv.at(-1), JSON.stringify(sets));
await knowledge.close();
await embedder.close();
