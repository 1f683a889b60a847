/** Learned by `node bench/answerable.mjs` on half of XQuAD's articles; its scores on the other half stand in bench/README.md. */
export const learned = {
  same: { cosine: 40, share: 8, bias: -38.5, threshold: 0.5 },
  cross: { cosine: 40, share: 0, bias: -33.5, threshold: 0.5 },
} as const;
