/**
 * The contract's short names for what the engine calls by its place: `hidden.0` is the first block's input,
 * `hidden.L` the residual stream after block L, `attn.L` the pattern of block L. TransformerLens's `hook_` is accepted.
 */

/** A short name or pattern → the engine's patterns. `*` alone means all, elsewhere one part. */
export function engineNames(name: string): readonly string[] {
  const bare = name.replaceAll("hook_", "");
  if (bare === "*") return ["*", "*.*.*", "*.*.*.*"];
  const [kind, number = "*", ...rest] = bare.split(".");
  if (rest.length > 0) return [bare];
  if (kind === "attn") return [`blocks.${number}.attn.pattern`];
  if (kind !== "hidden") return [bare];
  if (number === "*") return ["embed", "blocks.*.resid_post"];
  return [number === "0" ? "embed" : `blocks.${Number(number) - 1}.resid_post`];
}

/** An engine's name → the contract's short name where there is one. */
export function shortName(name: string): string {
  if (name === "embed") return "hidden.0";
  const block = /^blocks\.(\d+)\.(resid_post|attn\.pattern)$/.exec(name);
  if (!block) return name;
  return block[2] === "resid_post" ? `hidden.${Number(block[1]) + 1}` : `attn.${block[1]}`;
}
