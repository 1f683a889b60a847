// What one neuron, two hidden neurons and four make of XOR over many first weights:
// `node bench/xor-seeds.mjs [--seeds 1000] [--steps 1000] [--biases]` (needs `npm run build`).
//
// Each seed draws first weights (Xavier, tanh inside, sigmoid at the end; biases 0, or within ±1 with --biases) and
// trains on the four corners at once with Adam, η = 0.05, until the mean cross-entropy falls below 0.05 (solved) or the
// steps are over (stuck, unless all four corners are on their side of ½ by then). A network that is stuck gives corners
// of different classes one answer, the best for them together: so its loss tells which, and how many, it takes for one.
import { adam, network, parametersOf, seededRandom, train, xor } from "../dist/learn.js";

const option = (name, otherwise) => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : Number(process.argv[index + 1]);
};
const seeds = option("seeds", 1000);
const steps = option("steps", 1000);
const percent = (count) => `${((100 * count) / seeds).toFixed(1)} %`;
const corners = xor.map(({ x }) => x.join(""));

/** Accuracy on the four corners from their answers. */
const right = (answers) => answers.filter((answer, i) => answer >= 0.5 === (xor[i].y === 1)).length / 4;

/** Trains one network; its best accuracy at any step, and how it ended. */
function run(widths, seed) {
  const layers = network(widths, seed);
  const random = seededRandom(seed + 1e6);
  if (process.argv.includes("--biases"))
    for (const { b } of layers) for (const i of b.data.keys()) b.data[i] = 2 * random() - 1;
  let best = 0;
  let end;
  for (const { step, loss, values } of train(layers, adam(parametersOf(layers), { learningRate: 0.05 }), xor, {
    steps,
  })) {
    const answers = [...values.at(-1).data];
    best = Math.max(best, right(answers));
    end = { step, loss, answers, accuracy: right(answers), hidden: values[1].data };
    if (loss < 0.05) break;
  }
  let squares = 0;
  for (const { grad } of parametersOf(layers)) for (const g of grad) squares += g * g;
  return { seed, best, ...end, gradient: Math.sqrt(squares) };
}

/** Corners that get one answer (within 0.15) although their classes differ, such as "00 = 01". */
function confused({ answers }) {
  const groups = [];
  for (const [i, answer] of answers.entries()) {
    const group = groups.find(([j]) => Math.abs(answers[j] - answer) < 0.15);
    if (group) group.push(i);
    else groups.push([i]);
  }
  return groups.filter((group) => new Set(group.map((i) => xor[i].y)).size > 1);
}

/** The least loss of a network that cannot tell the corners of each group apart: each group's own entropy. */
function floorOf(groups) {
  let sum = 0;
  for (const group of groups) {
    const share = group.filter((i) => xor[i].y === 1).length / group.length;
    sum -= group.length * (share * Math.log(share) + (1 - share) * Math.log(1 - share));
  }
  return sum / 4;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

for (const widths of [
  [2, 1],
  [2, 2, 1],
  [2, 4, 1],
]) {
  const runs = Array.from({ length: seeds }, (_, seed) => run(widths, seed));
  const solved = runs.filter(({ loss }) => loss < 0.05);
  const late = runs.filter(({ loss, accuracy }) => loss >= 0.05 && accuracy === 1);
  const stuck = runs.filter(({ accuracy }) => accuracy < 1);
  const best = runs.reduce((most, { best }) => Math.max(most, best), 0);
  console.log(`\n${widths.join("-")}: ${seeds} seeds, at most ${steps} steps`);
  console.log(`  best accuracy of any seed at any step: ${100 * best} %`);
  console.log(
    `  solved: ${solved.length} (${percent(solved.length)}), median steps ${median(solved.map((r) => r.step)) ?? "–"}`,
  );
  console.log(`  all corners right, still learning: ${late.length} (${percent(late.length)})`);
  console.log(`  stuck: ${stuck.length} (${percent(stuck.length)})`);
  const kinds = groupBy(stuck, kindOf);
  for (const [kind, those] of [...kinds].sort(([, a], [, b]) => b.length - a.length)) {
    const floor = floorOf(confused(those[0]));
    const losses = those.map(({ loss }) => loss);
    const saturated = those.map(({ hidden }) => hidden.filter((h) => Math.abs(h) > 0.95).length / hidden.length);
    console.log(
      `    ${String(those.length).padStart(4)}  ${kind}: loss ${median(losses).toFixed(4)} (${Math.min(...losses).toFixed(4)} … ` +
        `${Math.max(...losses).toFixed(4)}; floor ${floor.toFixed(4)}), |gradient| ${median(those.map((r) => r.gradient)).toExponential(1)}` +
        (widths.length > 2 ? `, hidden answers beyond ±0.95: ${(100 * median(saturated)).toFixed(0)} %` : "") +
        `, e.g. seed ${those[0].seed}`,
    );
  }
}

/** Which corners a stuck network takes for one. */
function kindOf(run) {
  const groups = confused(run);
  return groups.length === 0
    ? "on the wrong side, but apart"
    : `takes ${groups.map((group) => group.map((i) => corners[i]).join(" = ")).join(" and ")}`;
}

/** Map.groupBy, which Node 20 lacks. */
function groupBy(list, key) {
  const groups = new Map();
  for (const element of list) groups.set(key(element), [...(groups.get(key(element)) ?? []), element]);
  return groups;
}
