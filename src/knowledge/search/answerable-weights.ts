/** Learned by `node bench/answerable.mjs --write` on half of XQuAD; bench/README.md has its scores on articles not learned from. */
export const learned = {
  same: { cosine: 88.17, share: 9.65, bias: -77.08, threshold: 0.43 },
  cross: { cosine: 135.49, share: 0.0, bias: -106.2, threshold: 0.55 },
} as const;
