/**
 * Can one neuron tell two classes apart? Exactly one of two things is true (the separating hyperplane theorem): a line
 * has the classes on its two sides, or some point lies in the convex hulls of both. `separate` finds which, with a
 * certificate that anyone can check.
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { exactPoints, ratio, solveNonNegative } from "#learn/neuron/exact.ts";
import { type Example, weightedSum } from "#learn/neuron/neuron.ts";

/** A line (in more dimensions, a plane) with class 1 where w·x + b > 0 and class 0 where it is < 0. */
export interface SeparatingLine {
  readonly isSeparable: true;
  readonly w: readonly number[];
  readonly b: number;
  /** How far the nearest example is from the line, in the unit of x; Infinity if w is 0, as when a class has no examples. */
  readonly margin: number;
  /** The same line in whole numbers: w·(x · 2^shift) + b has the class's sign for every x, without rounding. */
  readonly exact: { readonly w: readonly bigint[]; readonly b: bigint; readonly shift: bigint };
}

/** A point that is a mean of class 1, with weights ≥ 0 that sum to 1, and a mean of class 0 as well. */
export interface CommonPoint {
  readonly isSeparable: false;
  readonly point: readonly number[];
  /** One weight for each example, in their order; those of class 1 sum to 1, and those of class 0. */
  readonly weights: readonly number[];
  /** The same weights as numerators over one denominator, without rounding. */
  readonly exact: { readonly weights: readonly bigint[]; readonly denominator: bigint };
}

/**
 * Decides linear separability, exactly for any finite float64 numbers: looks for λ, μ ≥ 0 with Σλ = Σμ = 1 and
 * Σ λᵢpᵢ = Σ μⱼqⱼ, p of class 1 and q of class 0, in whole-number arithmetic. If there are none, Farkas' lemma gives
 * the line: the middle of the widest gap w·p − w·q with all |wᵢ| ≤ 1, whose margin is at least 1/√D of the widest there
 * is. (Left out: the widest by |w|, the support vector machine's.)
 *
 * The certificate `exact` is without rounding (tolerance 0); `w`, `b`, `point` and `weights` are its nearest float64s,
 * good for drawing, and for deciding whenever the margin exceeds some 10⁻¹⁵ of the coordinates.
 * @param examples N points of D numbers each. A thousand points take some 30 ms in 2 dimensions, 700 ms in 10
 * @throws VitralError `learn.shape` if the points differ in length; `learn.value` if a number is not finite
 * @example separate(truthTable(2, ([a, b]) => a !== b)) // XOR: { isSeparable: false, point: [0.5, 0.5], … }
 */
export function separate(examples: readonly Example[]): SeparatingLine | CommonPoint {
  const dimensions = examples[0]?.x.length ?? 0;
  for (const { x } of examples)
    if (x.length !== dimensions)
      throw new VitralError("learn.shape", { what: "x", got: `[${x.length}]`, expected: `[${dimensions}]` });
  const { points, shift } = exactPoints(examples.map(({ x }) => x));
  // The two sums are weighed so heavily that giving up on one never pays: then the residual is the hulls' distance.
  const heavy = points.flat().reduce((sum, x) => sum + abs(x), 1n);
  const columns = points.map((point, i) =>
    at(examples, i).y === 1 ? [...point, heavy, 0n] : [...point.map((x) => -x), 0n, heavy],
  );
  const right = [...Array<bigint>(dimensions).fill(0n), heavy, heavy];
  const solution = solveNonNegative(columns, right);
  if (solution.isSolvable) {
    const { numerators, denominator } = solution;
    const point = Array.from({ length: dimensions }, (_, d) =>
      ratio(
        points.reduce((sum, p, i) => (at(examples, i).y === 1 ? sum + at(numerators, i) * at(p, d) : sum), 0n),
        denominator << shift,
      ),
    );
    const weights = numerators.map((numerator) => ratio(numerator, denominator));
    return { isSeparable: false, point, weights, exact: { weights: numerators, denominator } };
  }
  // y = (u, α, β): u·p + α ≤ 0 and β ≤ u·q, while α + β > 0. So −u points to class 1, and the middle of the gap is ours.
  const y = solution.y;
  const [alpha, beta] = [at(y, dimensions) * heavy, at(y, dimensions + 1) * heavy];
  const whole = [...y.slice(0, dimensions).map((u) => -2n * u), beta - alpha];
  const divisor = whole.reduce(greatestCommonDivisor, 0n) || 1n;
  const exact = { w: whole.slice(0, -1).map((x) => x / divisor), b: at(whole, dimensions) / divisor, shift };
  return { isSeparable: true, ...asNumbers(exact, examples), exact };
}

/**
 * Whether a certificate of `separate` proves what it claims about these examples: checked in whole numbers, from the
 * definition, with nothing taken from how it was found.
 */
export function isProof(certificate: SeparatingLine | CommonPoint, examples: readonly Example[]): boolean {
  const { points, shift } = exactPoints(examples.map(({ x }) => x));
  if (certificate.isSeparable) {
    const { w, b, shift: ownShift } = certificate.exact;
    return points.every((point, i) => {
      const sum = point.reduce((total, x, d) => total + at(w, d) * x, 0n);
      const side = (sum << ownShift) + (b << shift); // w·(x · 2^ownShift) + b, times 2^shift: the sign stays
      return at(examples, i).y === 1 ? side > 0n : side < 0n;
    });
  }
  const { weights, denominator } = certificate.exact;
  const share = (y: 0 | 1, of: (i: number) => bigint) =>
    points.reduce((sum, _, i) => (at(examples, i).y === y ? sum + at(weights, i) * of(i) : sum), 0n);
  return (
    weights.length === points.length &&
    weights.every((weight) => weight >= 0n) &&
    share(1, () => 1n) === denominator &&
    share(0, () => 1n) === denominator &&
    (points[0] ?? []).every((_, d) => share(1, (i) => at(at(points, i), d)) === share(0, (i) => at(at(points, i), d)))
  );
}

/** The whole-number line as float64s, as it is or, beyond 2⁵³, scaled down to Σ |wᵢ| + |b| = 1; and its margin. */
function asNumbers({ w, b, shift }: SeparatingLine["exact"], examples: readonly Example[]) {
  const scaled = [...w.map((x) => x << shift), b];
  const size = scaled.reduce((sum, x) => sum + abs(x), 0n);
  const unit = size <= BigInt(Number.MAX_SAFE_INTEGER) ? 1n : size;
  const line = { w: scaled.slice(0, -1).map((x) => ratio(x, unit)), b: ratio(b, unit) };
  const norm = Math.hypot(...line.w);
  const nearest = examples.reduce((least, { x }) => Math.min(least, Math.abs(weightedSum(line, x))), Infinity);
  return { ...line, margin: norm === 0 ? Number.POSITIVE_INFINITY : nearest / norm };
}

const abs = (x: bigint): bigint => (x < 0n ? -x : x);
const greatestCommonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? abs(a) : greatestCommonDivisor(b, a % b));
