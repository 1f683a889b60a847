/**
 * The vanishing and exploding gradient, measured: how much the last state still depends on an early one.
 * ∂h_T/∂h_t is a product of T − t Jacobians; for the plain RNN, of diag(φ′) W_hh. If W_hh's norm is below 1/max φ′, the
 * product vanishes exponentially; it can only explode if its spectral radius is above (Pascanu et al., arXiv:1211.5063,
 * §2.1; Bengio et al., 1994).
 */
import { at } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import { mul } from "#learn/network/arithmetic.ts";
import { backward, detach, parameter, showShape, type Tensor, tensor } from "#learn/network/tensor.ts";
import type { Recurrent } from "#learn/sequence/cells.ts";
import { spectralNorm, spectralRadius } from "#learn/sequence/spectrum.ts";
import { unroll } from "#learn/sequence/unroll.ts";

export interface GradientAtDistance {
  /** T − t, steps back from the last state; T is the first state, before any input */
  readonly distance: number;
  /** ‖∂h_T/∂h_t‖₂ */
  readonly hidden: number;
  /** ‖∂h_T/∂c_t‖₂, for the LSTM, whose memory is in c */
  readonly cell: number | undefined;
}

/**
 * ‖∂h_T/∂h_t‖ for every t along one sequence, whole Jacobians, not samples: H copies of the sequence run side by side,
 * and copy i sends back the gradient of the i-th number of h_T, row i of every Jacobian, in one backward pass.
 * @param inputs [T, I]
 * @returns distances 0 … T, 0 first. The layer and its gradients stay as they are
 * @throws VitralError `learn.shape` if the inputs are not as wide as the layer takes
 */
export function gradientByDistance(layer: Recurrent, inputs: readonly (readonly number[])[]): GradientAtDistance[] {
  const H = layer.hidden;
  const isDouble = layer.weightHh.data instanceof Float64Array;
  const type = isDouble ? "float64" : "float32";
  const still: Recurrent = {
    ...layer,
    weightIh: detach(layer.weightIh),
    weightHh: detach(layer.weightHh),
    biasIh: detach(layer.biasIh),
    biasHh: detach(layer.biasHh),
  };
  const copies = tensor(
    inputs.map((row) => Array.from({ length: H }, () => row)),
    { type },
  );
  const zeros = () => parameter(new Float64Array(H * H), { shape: [H, H], type });
  const start = { hidden: zeros(), cell: layer.kind === "lstm" ? zeros() : undefined };
  const { states } = unroll(still, copies, start);
  const all = [start, ...states];
  const last = at(all, all.length - 1);
  backward(
    last.hidden,
    Float64Array.from({ length: H * H }, (_, i) => (i % (H + 1) === 0 ? 1 : 0)),
  );
  const norm = ({ grad }: Tensor) => (grad ? spectralNorm(matrixOf(grad, H)) : 0);
  return all
    .map(({ hidden, cell }, t) => ({
      distance: inputs.length - t,
      hidden: norm(hidden),
      cell: cell && norm(cell),
    }))
    .reverse();
}

/** ρ(W_hh) of a plain RNN. @throws VitralError `learn.value` for cells with gates, which have no single matrix */
export const recurrentRadius = (layer: Recurrent): number =>
  spectralRadius(matrixOf(onlyMatrix(layer).data, layer.hidden));

/**
 * The same plain RNN with W_hh scaled to the spectral radius ρ: below 1 gradients vanish, far above 1 they explode.
 * @throws VitralError `learn.value` as `recurrentRadius`
 */
export function withRadius(layer: Recurrent, radius: number): Recurrent {
  const { data, shape } = mul(detach(onlyMatrix(layer)), radius / recurrentRadius(layer));
  return { ...layer, weightHh: parameter(data, { shape }) };
}

function onlyMatrix({ kind, weightHh }: Recurrent): Tensor {
  if (kind !== "rnn")
    throw new VitralError("learn.value", {
      what: "kind",
      value: `${kind} ${showShape(weightHh.shape)}`,
      expected: "rnn",
    });
  return weightHh;
}

const matrixOf = (numbers: Tensor["data"], width: number): number[][] =>
  Array.from({ length: numbers.length / width }, (_, i) => [...numbers.subarray(i * width, (i + 1) * width)]);
