/** What an embedder wants to read before a text, by the role of the text. */
export interface Prefixes {
  readonly query: string;
  readonly passage: string;
}

/**
 * GGUF has no key for them, so they are known by the model's name; each as its authors' model card says.
 * E5: Wang et al., arXiv:2212.03533. BGE (English, v1 and v1.5): arXiv:2309.07597.
 */
const known: readonly { readonly name: RegExp; readonly prefixes: Prefixes }[] = [
  { name: /(^|[^a-z0-9])e5[^a-z0-9]/i, prefixes: { query: "query: ", passage: "passage: " } },
  {
    name: /(^|[^a-z0-9])bge-(small|base|large)-en/i,
    prefixes: { query: "Represent this sentence for searching relevant passages: ", passage: "" },
  },
];

/** The prefixes of the embedder that one of these names (its own, its file's) tells of; none for others. */
export function prefixesOf(names: readonly string[]): Prefixes {
  const found = known.find(({ name }) => names.some((one) => name.test(`${one} `)));
  return found?.prefixes ?? { query: "", passage: "" };
}
