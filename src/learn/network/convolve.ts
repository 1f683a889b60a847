/** Convolution and pooling over images: one small set of weights that looks at every place. */
import { VitralError } from "#base/error.ts";
import { derive, flow, numbersFor, showShape, type Tensor } from "#learn/network/tensor.ts";

export interface ConvolveOptions {
  /** How far the window moves, in rows and columns; 1 by default. */
  readonly stride?: number;
  /** Rows and columns of zeros around the image; none by default. */
  readonly padding?: readonly [number, number];
}

/**
 * y[b, o, i, j] = bias[o] + Σ w[o, c, p, q] · x[b, c, i·stride + p − padding, j·stride + q − padding], zeros outside.
 * What networks call convolution; the window is not mirrored. A sequence is an image of one row.
 * Source: LeCun et al., "Gradient-based learning applied to document recognition" (1998), §II.A.
 * @param x [B, C, H, W]
 * @param w [O, C, P, Q]
 * @param bias [O]
 * @returns [B, O, H′, W′], H′ = ⌊(H + 2·padding − P) / stride⌋ + 1
 * @throws VitralError `learn.shape` if the channels differ, or the window is larger than the image
 */
export function convolve(
  x: Tensor,
  w: Tensor,
  bias: Tensor,
  { stride = 1, padding = [0, 0] }: ConvolveOptions = {},
): Tensor {
  const [B, C, H, W] = x.shape as [number, number, number, number];
  const [O, ofW, P, Q] = w.shape as [number, number, number, number];
  const [down, right] = padding;
  const rows = Math.floor((H + 2 * down - P) / stride) + 1;
  const columns = Math.floor((W + 2 * right - Q) / stride) + 1;
  if (ofW !== C || !(rows > 0) || !(columns > 0) || bias.data.length !== O)
    throw new VitralError("learn.shape", {
      what: "convolve x",
      got: showShape(x.shape),
      expected: `[B, ${ofW}, ≥ ${P}, ≥ ${Q}]`,
    });
  const out = numbersFor(B * O * rows * columns, x, w);
  /** Every product of the sum: where its factors lie and where it goes. */
  const eachProduct = (use: (to: number, from: number, weight: number) => void) => {
    for (let b = 0; b < B; b++)
      for (let o = 0; o < O; o++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++)
            for (let c = 0; c < C; c++)
              for (let p = 0; p < P; p++)
                for (let q = 0; q < Q; q++) {
                  const [y, z] = [i * stride + p - down, j * stride + q - right];
                  if (y < 0 || y >= H || z < 0 || z >= W) continue;
                  use(
                    ((b * O + o) * rows + i) * columns + j,
                    ((b * C + c) * H + y) * W + z,
                    ((o * C + c) * P + p) * Q + q,
                  );
                }
  };
  const channelOf = (to: number) => Math.floor(to / (rows * columns)) % O;
  for (let to = 0; to < out.length; to++) out[to] = bias.data[channelOf(to)] as number;
  eachProduct((to, from, weight) => {
    out[to] = (out[to] as number) + (x.data[from] as number) * (w.data[weight] as number);
  });
  return derive("convolve", [B, O, rows, columns], out, [x, w, bias], (grad) => {
    flow(x, (own) =>
      eachProduct((to, from, weight) => {
        own[from] = (own[from] as number) + (grad[to] as number) * (w.data[weight] as number);
      }),
    );
    flow(w, (own) =>
      eachProduct((to, from, weight) => {
        own[weight] = (own[weight] as number) + (grad[to] as number) * (x.data[from] as number);
      }),
    );
    flow(bias, (own) => {
      for (let to = 0; to < grad.length; to++)
        own[channelOf(to)] = (own[channelOf(to)] as number) + (grad[to] as number);
    });
  });
}

/**
 * The largest of every `size` × `size` square, side by side; rows and columns that fill no square are left out. The
 * gradient goes to the largest alone, the first of equals.
 * @param x [..., H, W]
 * @returns [..., ⌊H / size⌋, ⌊W / size⌋]
 */
export function maxPool(x: Tensor, size: number): Tensor {
  const [H, W] = x.shape.slice(-2) as [number, number];
  const [rows, columns] = [Math.floor(H / size), Math.floor(W / size)];
  const images = x.data.length / (H * W);
  const out = numbersFor(images * rows * columns, x);
  const winners = new Int32Array(out.length);
  for (let to = 0; to < out.length; to++) {
    const [image, i, j] = [Math.floor(to / (rows * columns)), Math.floor(to / columns) % rows, to % columns];
    const corner = (image * H + i * size) * W + j * size;
    let winner = corner;
    for (let p = 0; p < size; p++)
      for (let q = 0; q < size; q++) {
        const candidate = corner + p * W + q;
        if ((x.data[candidate] as number) > (x.data[winner] as number)) winner = candidate;
      }
    winners[to] = winner;
    out[to] = x.data[winner] as number;
  }
  return derive("maxPool", [...x.shape.slice(0, -2), rows, columns], out, [x], (grad) =>
    flow(x, (own) => {
      for (let to = 0; to < grad.length; to++) {
        const winner = winners[to] as number;
        own[winner] = (own[winner] as number) + (grad[to] as number);
      }
    }),
  );
}
