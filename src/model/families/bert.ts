/**
 * BERT: an encoder of post-normalised blocks; every token sees every other.
 * Devlin et al., "BERT", arXiv:1810.04805, §3; Vaswani et al., arXiv:1706.03762.
 * Shapes: T tokens of one text; C, H, D, F as in config.ts.
 */
import { attend } from "#model/attend.ts";
import { defineFamily, type Pass, throughBlocks } from "#model/family.ts";
import type { Tensor } from "#numeric/tensor.ts";

const names = {
  //  our name: in GGUF, in Hugging Face files
  embed: ["token_embd.weight", "embeddings.word_embeddings.weight"],
  position: ["position_embd.weight", "embeddings.position_embeddings.weight"],
  segment: ["token_types.weight", "embeddings.token_type_embeddings.weight"],
  embedNorm: ["token_embd_norm.weight", "embeddings.LayerNorm.weight"],
  embedNormBias: ["token_embd_norm.bias", "embeddings.LayerNorm.bias"],
  q: ["blk.*.attn_q.weight", "encoder.layer.*.attention.self.query.weight"],
  qBias: ["blk.*.attn_q.bias", "encoder.layer.*.attention.self.query.bias"],
  k: ["blk.*.attn_k.weight", "encoder.layer.*.attention.self.key.weight"],
  kBias: ["blk.*.attn_k.bias", "encoder.layer.*.attention.self.key.bias"],
  v: ["blk.*.attn_v.weight", "encoder.layer.*.attention.self.value.weight"],
  vBias: ["blk.*.attn_v.bias", "encoder.layer.*.attention.self.value.bias"],
  o: ["blk.*.attn_output.weight", "encoder.layer.*.attention.output.dense.weight"],
  oBias: ["blk.*.attn_output.bias", "encoder.layer.*.attention.output.dense.bias"],
  attnNorm: ["blk.*.attn_output_norm.weight", "encoder.layer.*.attention.output.LayerNorm.weight"],
  attnNormBias: ["blk.*.attn_output_norm.bias", "encoder.layer.*.attention.output.LayerNorm.bias"],
  up: ["blk.*.ffn_up.weight", "encoder.layer.*.intermediate.dense.weight"],
  upBias: ["blk.*.ffn_up.bias", "encoder.layer.*.intermediate.dense.bias"],
  down: ["blk.*.ffn_down.weight", "encoder.layer.*.output.dense.weight"],
  downBias: ["blk.*.ffn_down.bias", "encoder.layer.*.output.dense.bias"],
  mlpNorm: ["blk.*.layer_output_norm.weight", "encoder.layer.*.output.LayerNorm.weight"],
  mlpNormBias: ["blk.*.layer_output_norm.bias", "encoder.layer.*.output.LayerNorm.bias"],
} as const;

export const bert = defineFamily({
  architectures: ["bert"],
  role: "embedder",
  weights: names,
  tables: ["embed", "position", "segment"],
  forward,
});

/** The last hidden state [T, C]: x_0 = norm(W_E[ids] + P[0…T−1] + segment 0), then the blocks. */
function forward(pass: Pass<typeof names>): Tensor {
  const { ops, config, weights, probe, ids, positions } = pass;
  const norm = (x: Tensor, gain: Tensor, bias: Tensor): Tensor => ops.layerNorm(x, gain, bias, config.normEpsilon);
  const shape = { ...config, scale: 1 / Math.sqrt(config.headDim), causal: false };

  const outer = weights();
  const tokens = ops.rows(outer.embed, ids); // [T, C]
  const places = ops.add(ops.rows(outer.position, positions), ops.rows(outer.segment, Int32Array.of(0))); // [T, C]
  const embedded = probe.tap("embed", norm(ops.add(tokens, places), outer.embedNorm, outer.embedNormBias));

  return throughBlocks(pass, embedded, (x, l) => {
    const w = weights(l);
    const block = probe.at("blocks").at(l);
    const [attn, mlp] = [block.at("attn"), block.at("mlp")];

    // x ← norm(x + W_O softmax(QKᵀ/√D) V)
    const q = attn.tap("q", ops.matmul(x, w.q, w.qBias)); // [T, H·D]
    const k = attn.tap("k", ops.matmul(x, w.k, w.kBias));
    const v = attn.tap("v", ops.matmul(x, w.v, w.vBias));
    const z = attn.tap("z", attend(ops, shape, q, { k, v }, attn));
    const out = attn.tap("out", ops.matmul(z, w.o, w.oBias)); // [T, C]
    const middle = block.tap("resid_mid", norm(ops.add(x, out), w.attnNorm, w.attnNormBias));

    // x ← norm(x + W_down GELU(W_up x))
    const post = mlp.tap("post", ops.gelu(ops.matmul(middle, w.up, w.upBias))); // [T, F]
    const down = mlp.tap("out", ops.matmul(post, w.down, w.downBias));
    return block.tap("resid_post", norm(ops.add(middle, down), w.mlpNorm, w.mlpNormBias));
  });
}
