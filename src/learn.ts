/** `vitral/learn`: the road from a neuron to a Transformer as code to read, run and break. Runs in Node and in browsers. */
export { VitralError } from "#base/error.ts";
export { finished } from "#base/finished.ts";
export { type Random, seededRandom } from "#base/random.ts";
export { type Attention, type AttentionOptions, attend } from "#learn/attention/attend.ts";
export { causalMask, paddingMask } from "#learn/attention/masks.ts";
export {
  attendInHeads,
  joinHeads,
  type MultiHead,
  type MultiHeadAttention,
  type MultiHeadOptions,
  multiHead,
  multiHeadParameters,
  splitHeads,
} from "#learn/attention/multi-head.ts";
export {
  measureScale,
  type Saturation,
  type ScaleMeasurement,
  type ScaleOptions,
  saturation,
  softmaxJacobian,
} from "#learn/attention/saturation.ts";
export {
  type Transformer,
  type TransformerOptions,
  type TransformerPass,
  transformer,
} from "#learn/attention/transformer.ts";
export {
  type Cell,
  type ClassSummary,
  correlation,
  describeTable,
  type Histogram,
  histogram,
  moments,
  type NumberSummary,
  quantile,
  type Table,
} from "#learn/data/describe.ts";
export { type KMeansStep, kMeans } from "#learn/data/k-means.ts";
export { fitLine, type LinearFit, linearRegression } from "#learn/data/linear.ts";
export { type LogisticFit, type LogisticOptions, logisticRegression } from "#learn/data/logistic.ts";
export { jaccard, type NearDuplicate, nearDuplicates, shingles } from "#learn/data/near-duplicates.ts";
export { type Split, type SplitOptions, split } from "#learn/data/split.ts";
export { describeTexts, type TextSummary, type Tokenize, tfIdf, words, type Zipf, zipf } from "#learn/data/texts.ts";
export { clusterLabels } from "#learn/embedding/cluster-labels.ts";
export { symmetricEigen } from "#learn/embedding/eigen.ts";
export { type Pca, type PcaStep, pca } from "#learn/embedding/pca.ts";
export type { Points } from "#learn/embedding/points.ts";
export { analogy, cosine, type Near, nearest, similarityMatrix } from "#learn/embedding/similarity.ts";
export { type SkipGramOptions, type SkipGramStep, skipGram } from "#learn/embedding/skip-gram.ts";
export { type TsneOptions, type TsneStep, tsne } from "#learn/embedding/t-sne.ts";
export { type EmbeddingTable, embeddingTable, lookUp, vectorOf, vectorsOf } from "#learn/embedding/table.ts";
export { tinyAnalogies, tinyCorpus } from "#learn/embedding/tiny-corpus.ts";
export { trustworthiness } from "#learn/embedding/trustworthiness.ts";
export { type UmapOptions, type UmapStep, umap } from "#learn/embedding/umap.ts";
export { add, div, mul, type Operand, pow, sub } from "#learn/network/arithmetic.ts";
export { concat, reshape, rows, slice, transpose } from "#learn/network/arrange.ts";
export { type ConvolveOptions, convolve, maxPool } from "#learn/network/convolve.ts";
export { circles, type DataSetOptions, moons, spirals, xor, xorClouds } from "#learn/network/data-sets.ts";
export {
  type Dense,
  forward,
  gaussian,
  type Initialisation,
  initialisations,
  type NetworkOptions,
  network,
  parametersOf,
  predict,
} from "#learn/network/dense.ts";
export {
  activate,
  elu,
  exp,
  gelu,
  geluTanh,
  leakyRelu,
  log,
  map,
  relu,
  sigmoid,
  silu,
  softplus,
  sqrt,
  tanh,
} from "#learn/network/elementwise.ts";
export { checkGradients, type GradientCheck } from "#learn/network/gradient-check.ts";
export {
  binaryCrossEntropy,
  binaryCrossEntropyOfLogits,
  crossEntropy,
  meanSquaredError,
} from "#learn/network/losses.ts";
export { layerNorm, rmsNorm } from "#learn/network/normalise.ts";
export {
  type AdamOptions,
  adam,
  adamW,
  clipGradients,
  type Optimiser,
  type SgdOptions,
  sgd,
} from "#learn/network/optimisers.ts";
export { linear, matmul } from "#learn/network/product.ts";
export { mean, sum, variance } from "#learn/network/reduce.ts";
export { logSoftmax, softmax } from "#learn/network/softmax.ts";
export {
  ancestors,
  backward,
  derive,
  detach,
  flow,
  item,
  type Nested,
  type Numbers,
  numbersFor,
  parameter,
  type Tensor,
  type TensorOptions,
  tensor,
  zeroGradients,
} from "#learn/network/tensor.ts";
export { accuracy, inputsOf, type TrainingStep, type TrainOptions, targetsOf, train } from "#learn/network/train.ts";
export { Value } from "#learn/network/value.ts";
export { type Activation, type ActivationName, activations } from "#learn/neuron/activations.ts";
export { type Example, fire, gates, type Neuron, truthTable, weightedSum } from "#learn/neuron/neuron.ts";
export { learn, type PerceptronOptions, type PerceptronStep, perceptron } from "#learn/neuron/perceptron.ts";
export { type CommonPoint, isProof, type SeparatingLine, separate } from "#learn/neuron/separate.ts";
export { largestJump, type NeighbourDistances, neighbourDistances } from "#learn/position/continuity.ts";
export type { PositionEncoding } from "#learn/position/encoding.ts";
export { type EncodingName, type EncodingOptions, encodings } from "#learn/position/encodings.ts";
export { type Extrapolation, extrapolation } from "#learn/position/extrapolate.ts";
export {
  type Ambiguity,
  ambiguities,
  type ClosestPositions,
  closestPositions,
  largestValue,
  positionTable,
  trainableNumbers,
} from "#learn/position/measure.ts";
export { periods } from "#learn/position/periods.ts";
export { orderBound, permutationGap, permute } from "#learn/position/permutation.ts";
export { type ShiftMap, shiftMap } from "#learn/position/shift.ts";
export {
  type CellName,
  cells,
  type Recurrent,
  type RecurrentOptions,
  recurrent,
  recurrentParameters,
  type State,
} from "#learn/sequence/cells.ts";
export {
  type GradientAtDistance,
  gradientByDistance,
  recurrentRadius,
  withRadius,
} from "#learn/sequence/gradient-flow.ts";
export { influenceByDistance } from "#learn/sequence/influence.ts";
export {
  type Characters,
  charactersOf,
  forcedAndFree,
  nextCharacters,
  type PredictionStep,
} from "#learn/sequence/next-character.ts";
export { type RecallOptions, recall, recallVocabulary } from "#learn/sequence/recall.ts";
export { type RecurrentModelOptions, recurrentModel } from "#learn/sequence/recurrent-model.ts";
export {
  type Batch,
  likeliest,
  notAsked,
  parameterCount,
  type SequenceModel,
  type SequencePass,
  type SequenceTrainingStep,
  type SequenceTrainOptions,
  sequenceAccuracy,
  trainSequence,
} from "#learn/sequence/sequence-model.ts";
export { spectralNorm, spectralRadius } from "#learn/sequence/spectrum.ts";
export { type Unrolled, unroll } from "#learn/sequence/unroll.ts";
