/**
 * Llama: a decoder of pre-normalised blocks with RMSNorm, rotary positions, grouped-query attention and SwiGLU.
 * Touvron et al., "LLaMA", arXiv:2302.13971, §2.2; grouped queries from Ainslie et al., arXiv:2305.13245.
 * Shapes: T tokens in this call, S seen so far; C, H, G, D, F, V as in config.ts.
 */
import { attend } from "#model/attend.ts";
import { defineFamily, type Pass, throughBlocks } from "#model/family.ts";
import type { Tensor } from "#numeric/tensor.ts";

const names = {
  //  our name: in GGUF, in Hugging Face files
  embed: ["token_embd.weight", "model.embed_tokens.weight"],
  attnNorm: ["blk.*.attn_norm.weight", "model.layers.*.input_layernorm.weight"],
  q: ["blk.*.attn_q.weight", "model.layers.*.self_attn.q_proj.weight"],
  k: ["blk.*.attn_k.weight", "model.layers.*.self_attn.k_proj.weight"],
  v: ["blk.*.attn_v.weight", "model.layers.*.self_attn.v_proj.weight"],
  o: ["blk.*.attn_output.weight", "model.layers.*.self_attn.o_proj.weight"],
  qBias: ["blk.*.attn_q.bias?", "model.layers.*.self_attn.q_proj.bias?"],
  kBias: ["blk.*.attn_k.bias?", "model.layers.*.self_attn.k_proj.bias?"],
  vBias: ["blk.*.attn_v.bias?", "model.layers.*.self_attn.v_proj.bias?"],
  mlpNorm: ["blk.*.ffn_norm.weight", "model.layers.*.post_attention_layernorm.weight"],
  gate: ["blk.*.ffn_gate.weight", "model.layers.*.mlp.gate_proj.weight"],
  up: ["blk.*.ffn_up.weight", "model.layers.*.mlp.up_proj.weight"],
  down: ["blk.*.ffn_down.weight", "model.layers.*.mlp.down_proj.weight"],
  finalNorm: ["output_norm.weight", "model.norm.weight"],
  unembed: ["output.weight", "lm_head.weight", "token_embd.weight", "model.embed_tokens.weight"], // tied to the embedding if absent
} as const;

export const llama = defineFamily({
  architectures: ["llama"],
  role: "llm",
  weights: names,
  tables: ["embed"],
  forward,
});

/** logits = W_U · norm(x_L): x_0 = W_E[ids], then each block adds attention and an MLP to the residual stream x. */
function forward(pass: Pass<typeof names>): Tensor {
  const { ops, config, weights, cache, probe, ids, positions } = pass;
  const norm = (x: Tensor, gain: Tensor): Tensor => ops.rmsNorm(x, gain, config.normEpsilon);
  const rope = (x: Tensor): Tensor => ops.rope(x, positions, config.rope);
  const shape = { ...config, scale: 1 / Math.sqrt(config.headDim), causal: true };
  cache.reserve(ids.length);

  const embedded = probe.tap("embed", ops.rows(weights().embed, ids)); // [T, C]
  const x = throughBlocks(pass, embedded, (x, l) => {
    const w = weights(l);
    const block = probe.at("blocks").at(l);
    const [attn, mlp] = [block.at("attn"), block.at("mlp")];

    // x ← x + W_O softmax(QKᵀ/√D) V
    const h = attn.tap("norm", norm(x, w.attnNorm)); // [T, C]
    const q = attn.tap("q", rope(ops.matmul(h, w.q, w.qBias))); // [T, H·D]
    const k = attn.tap("k", rope(ops.matmul(h, w.k, w.kBias))); // [T, G·D]
    const v = attn.tap("v", ops.matmul(h, w.v, w.vBias)); // [T, G·D]
    const seen = cache.append(l, k, v); // [S, G·D] each
    const z = attn.tap("z", attend(ops, shape, q, seen, attn)); // [T, H·D]
    const middle = block.tap("resid_mid", ops.add(x, attn.tap("out", ops.matmul(z, w.o)))); // [T, C]

    // x ← x + W_down (SiLU(W_gate h) ⊙ W_up h)
    const m = mlp.tap("norm", norm(middle, w.mlpNorm)); // [T, C]
    const post = mlp.tap("post", ops.multiply(ops.silu(ops.matmul(m, w.gate)), ops.matmul(m, w.up))); // [T, F]
    return block.tap("resid_post", ops.add(middle, mlp.tap("out", ops.matmul(post, w.down)))); // [T, C]
  });
  cache.advance(ids.length);

  const wanted = pass.logits === "last" && !probe.wants("final_norm") ? ops.slice(x, ids.length - 1, ids.length) : x;
  const final = probe.tap("final_norm", norm(wanted, weights().finalNorm)); // [T or 1, C]
  return probe.tap("logits", ops.matmul(final, weights().unembed)); // [T or 1, V]
}
