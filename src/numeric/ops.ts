import type { Tensor, TensorType } from "#numeric/tensor.ts";

/** How the two numbers that RoPE turns together lie in a head: side by side (GGUF's Llama), or half a head apart. */
export type RopePairs = "neighbours" | "halves";

/** Rotary positions of one model. */
export interface Rope {
  readonly headDim: number;
  /** θ in θ^(−2i/D). */
  readonly base: number;
  readonly pairs: RopePairs;
  /** Divides each pair's frequency (Llama 3's long-context scaling); length headDim / 2. */
  readonly factors?: Float32Array;
}

/** The shape of an attention: H query heads share G key/value heads. */
export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Multiplies QKᵀ: usually 1/√D. */
  readonly scale: number;
  /** true: a query at position p sees keys 0…p only. false: it sees all (BERT). */
  readonly causal: boolean;
  /** A query sees at most this many of the latest keys, itself included. */
  readonly window?: number;
}

/** Keys and values of the tokens seen so far, one pair for each block. */
export interface KeyValues {
  /** [S, G·D] */
  readonly k: Tensor;
  /** [S, G·D] */
  readonly v: Tensor;
}

/**
 * What a forward pass is written with. Each operation returns a new handle in scratch memory, valid until the next
 * `release`; a backend may put the work off until somebody reads (`read`), so operations are cheap to state.
 * T tokens in this call, S seen so far; C, H, G, D, F, V as in `model/config.ts`.
 */
export interface Ops {
  /** Rows `ids` of an embedding table [V, C] → [T, C], as float32. */
  rows(table: Tensor, ids: Int32Array): Tensor;
  /** x·Wᵀ (+ bias): x [T, in], w [out, in] in any type, bias [out] → [T, out]. */
  matmul(x: Tensor, w: Tensor, bias?: Tensor): Tensor;
  /** a + b, elementwise; b may be one row [C], added to every row. */
  add(a: Tensor, b: Tensor): Tensor;
  /** a ⊙ b, elementwise; b may be one row [C]. */
  multiply(a: Tensor, b: Tensor): Tensor;
  /** x · factor. */
  scale(x: Tensor, factor: number): Tensor;
  /** x · σ(x). */
  silu(x: Tensor): Tensor;
  /** x · Φ(x), by erf. */
  gelu(x: Tensor): Tensor;
  /** x / √(mean(x²) + ε) ⊙ gain, row by row. */
  rmsNorm(x: Tensor, gain: Tensor, epsilon: number): Tensor;
  /** (x − mean) / √(variance + ε) ⊙ gain + bias, row by row. */
  layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon: number): Tensor;
  /** Turns each head's pairs by position · base^(−2i/D); x [T, heads·D], positions [T]. */
  rope(x: Tensor, positions: Int32Array, rope: Rope): Tensor;
  /** Rows `from` … `to` − 1 of x. */
  slice(x: Tensor, from: number, to: number): Tensor;
  /** softmax(scale · QKᵀ + mask) V, fused: q [T, H·D], keys and values [S, G·D] → [T, H·D]. The T queries are the last T of the S tokens. */
  attention(q: Tensor, seen: KeyValues, shape: AttentionShape): Tensor;
  /** scale · QKᵀ, masked with −∞ → [H, T, S]: what `attention` never writes down. */
  scores(q: Tensor, k: Tensor, shape: AttentionShape): Tensor;
  /** Softmax over the last axis. */
  softmax(scores: Tensor): Tensor;
  /** pattern [H, T, S] · V → [T, H·D]. */
  mix(pattern: Tensor, v: Tensor, shape: AttentionShape): Tensor;
  /** Writes rows of `x` [T, W] over rows `at` … of `into` [capacity, W]: how a KV cache grows. Returns rows 0 … at + T − 1 of `into`. */
  store(into: Tensor, at: number, x: Tensor): Tensor;
}

/** What a backend needs to place a weight: its shape and how to read its bytes by range. */
export interface WeightSource {
  readonly name: string;
  readonly type: TensorType;
  /** Row-major: [out, in], or [n]. */
  readonly shape: readonly number[];
  /** Size of the stored blocks in bytes. */
  readonly bytes: number;
  /** Fills `into` with the tensor's stored bytes from `offset` on. */
  readInto(into: Uint8Array, offset: number): Promise<void>;
}

/**
 * Where tensors live and operations run: plain TypeScript loops (`plain/`), or WebAssembly over threads (`wasm/`).
 * One backend serves one thread of control.
 */
export interface Backend extends Ops {
  readonly name: string;
  /**
   * Places a weight for good, as stored (repacked if the kernels want it), without passing the file through the JS heap
   * whole. A `table` is only ever read by `rows`.
   */
  load(source: WeightSource, use: "product" | "table"): Promise<Tensor>;
  /** A float32 tensor with these values, for good. */
  constant(values: Float32Array, shape: readonly number[]): Tensor;
  /** Zeros that outlive `release`, such as a KV cache; freed by `free`. */
  allocate(shape: readonly number[]): Tensor;
  free(tensor: Tensor): void;
  /** Runs what was put off and returns the values: a view, valid until the next operation. */
  read(x: Tensor): Float32Array;
  /** A scratch tensor with these values, valid until `release`. */
  write(values: Float32Array, shape: readonly number[]): Tensor;
  /** Runs what was put off. */
  flush(): void;
  /** Ends the life of every scratch tensor made since `mark` was taken; `keep` is moved down and returned. */
  mark(): number;
  release(mark: number, keep?: Tensor): Tensor | undefined;
  /** Bytes held now. */
  bytes(): number;
  close(): void;
}
