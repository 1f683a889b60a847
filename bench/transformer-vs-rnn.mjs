// A Transformer beside recurrent networks of as many parameters: `node bench/transformer-vs-rnn.mjs` (needs
// `npm run build`); `--quick` for a look, with fewer distances, seeds and steps. One thread; every number is by seed,
// but for the times.
//
// 1. Recall: accuracy at the end of training, by the distance over which one of four symbols has to be remembered, and
//    at twice that distance without further training. Mean ± standard deviation over the seeds; chance is 0.25.
// 2. Gradient: ‖∂ logits_T/∂ x_t‖ by distance T − t before training, as a share of that at distance 1. Geometric mean
//    over the seeds, and the factor that one standard deviation is.
// 3. Time of one training step by length, as it is on one thread, beside the products that must wait for one another,
//    which is what many threads cannot shorten; and by the number of parameters.
import {
  adam,
  backward,
  crossEntropy,
  encodings,
  influenceByDistance,
  notAsked,
  parameterCount,
  recall,
  recallVocabulary,
  recurrentModel,
  seededRandom,
  sequenceAccuracy,
  trainSequence,
  transformer,
  zeroGradients,
} from "../dist/learn.js";

const isQuick = process.argv.includes("--quick");
const distances = isQuick ? [4, 16] : [4, 8, 16, 32, 64];
const lengths = isQuick ? [16, 64] : [16, 32, 64, 128, 256, 512];
const seeds = isQuick ? [1, 2] : [1, 2, 3, 4, 5];
const steps = isQuick ? 150 : 400;
const batch = 8;

const vocabulary = recallVocabulary();
const recurrentOf =
  (kind, hidden, forgetBias) =>
  (seed, scale = 1) =>
    recurrentModel(kind, { vocabulary, width: 16 * scale, hidden: hidden * scale, seed, forgetBias });
const models = {
  RNN: recurrentOf("rnn", 48, 0),
  LSTM: recurrentOf("lstm", 20, 1), // begins by remembering, as is usual
  GRU: recurrentOf("gru", 24, 0),
  Transformer: (seed, scale = 1) => {
    const width = 16 * scale;
    return transformer({ vocabulary, width, heads: 2, blocks: 1, positions: encodings.sinusoidal({ width }), seed });
  },
};
const names = Object.keys(models);

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values) =>
  Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / Math.max(1, values.length - 1));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values, digits = 2) => `${mean(values).toFixed(digits)} ± ${deviation(values).toFixed(digits)}`;

/** A Markdown table, its columns as wide as they need to be. */
function print(title, header, rows) {
  const table = [header, header.map(() => "---:"), ...rows].map((row) => row.map(String));
  const widths = header.map((_, i) => Math.max(...table.map((row) => row[i].length)));
  console.log(`\n${title}\n`);
  for (const row of table) console.log(`| ${row.map((cell, i) => cell.padStart(widths[i])).join(" | ")} |`);
}

/** Trains on one distance until 40 batches in a row are right, or the steps are used up. */
function learn(name, distance, seed) {
  const model = models[name](seed);
  const random = seededRandom(1000 + seed);
  const draw = () => recall({ distance, batch }, random);
  let [right, used] = [0, 0];
  for (const { accuracy } of trainSequence(model, adam(model.parameters, { learningRate: 0.01 }), draw, { steps })) {
    used++;
    right = accuracy === 1 ? right + 1 : 0;
    if (right === 40) break;
  }
  const test = (length) => sequenceAccuracy(model, recall({ distance: length, batch: 100 }, seededRandom(2000 + seed)));
  return { accuracy: test(distance), further: test(2 * distance), used };
}

const began = performance.now();
console.log(
  `${isQuick ? "Quick: " : ""}${seeds.length} seeds, at most ${steps} steps of Adam (η 0.01) on batches of ${batch}, gradients clipped to 1.`,
);
print("Parameters", names, [names.map((name) => parameterCount(models[name](1)).toLocaleString("en"))]);

const results = distances.map((distance) => {
  const runs = Object.fromEntries(names.map((name) => [name, seeds.map((seed) => learn(name, distance, seed))]));
  console.error(`distance ${distance}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return runs;
});
const recallTable = (title, cell) =>
  print(
    title,
    ["distance", ...names],
    distances.map((distance, d) => [distance, ...names.map((name) => cell(results[d][name]))]),
  );
recallTable("Recall: accuracy at the distance of training", (runs) => spread(runs.map(({ accuracy }) => accuracy)));
recallTable("Recall: accuracy at twice that distance", (runs) => spread(runs.map(({ further }) => further)));
recallTable("Recall: steps used, median", (runs) => median(runs.map(({ used }) => used)));

const far = isQuick ? 32 : 64; // further off float32 underflows in the RNN
const flows = Object.fromEntries(
  names.map((name) => [
    name,
    seeds.map((seed) =>
      influenceByDistance(models[name](seed), recall({ distance: far, batch: 1 }, seededRandom(3000 + seed)).ids),
    ),
  ]),
);
print(
  "Gradient by distance before training, distance 1 being 1",
  ["distance", ...names],
  [1, 2, 4, 8, 16, 32, 64]
    .filter((distance) => distance <= far)
    .map((distance) => [
      distance,
      ...names.map((name) => {
        const logarithms = flows[name].map((flow) => Math.log(flow[distance] / flow[1]));
        return `${Math.exp(mean(logarithms)).toExponential(1)} ×÷ ${Math.exp(deviation(logarithms)).toFixed(1)}`;
      }),
    ]),
);

/** Milliseconds of one forward and backward pass over one sequence. */
function stepTime(model, length) {
  const { ids, targets, shape } = recall({ distance: length - 1, batch: 1 }, seededRandom(length));
  const start = performance.now();
  zeroGradients(model.parameters);
  backward(crossEntropy(model.run(ids, shape).logits, targets, { ignore: notAsked }));
  return performance.now() - start;
}
const rounds = isQuick ? 5 : 15;
/** The models' median times, taken in turns. */
function stepTimes(timed, length) {
  const times = timed.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [m, model] of timed.entries()) times[m].push(stepTime(model, length));
  return times.map(median);
}
const small = names.map((name) => models[name](1));
for (let warmUp = 0; warmUp < 20; warmUp++) for (const model of small) stepTime(model, 64);
print(
  `One training step on one sequence: ms on one thread, median of ${rounds}, in turns · products in a row`,
  ["length", ...names],
  lengths.map((length) => {
    const times = stepTimes(small, length);
    return [length, ...small.map((model, m) => `${times[m].toFixed(1)} · ${model.sequentialSteps(length)}`)];
  }),
);
print(
  `The same at length 64, by size: parameters · ms`,
  ["width", ...names],
  (isQuick ? [1, 2] : [1, 2, 4, 8]).map((scale) => {
    const sized = names.map((name) => models[name](1, scale));
    const times = stepTimes(sized, 64);
    return [
      16 * scale,
      ...sized.map((model, m) => `${parameterCount(model).toLocaleString("en")} · ${times[m].toFixed(1)}`),
    ];
  }),
);
console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s in all`);
