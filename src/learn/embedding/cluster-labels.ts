import { VitralError } from "#base/error.ts";
import { type Tokenize, words } from "#learn/data/texts.ts";

/**
 * Names clusters by their most distinctive words. All texts of a cluster are read as one, and each word weighs
 *
 *   W(t, c) = tf(t, c) · ln(1 + A / f(t)),
 *
 * tf being its share of the cluster's words, f its count over all clusters, A the mean number of words of a cluster.
 * c-TF-IDF: Grootendorst, "BERTopic", arXiv:2203.05794, §3.3, with counts as shares, so that large clusters weigh no more.
 *
 * @param texts [N]  @param assignment [N], each text's cluster, from 0 on, as `kMeans` gives it
 * @param count words for each label; 3
 * @returns by cluster its words and their weights, the most distinctive first, ties in alphabetical order; [] if empty
 * @throws VitralError `learn.shape` if the two differ in length
 */
export function clusterLabels(
  texts: readonly string[],
  assignment: readonly number[],
  count = 3,
  tokenize: Tokenize = words,
): (readonly (readonly [word: string, weight: number])[])[] {
  if (texts.length !== assignment.length)
    throw new VitralError("learn.shape", {
      what: "assignment",
      got: `[${assignment.length}]`,
      expected: `[${texts.length}]`,
    });
  const clusters = Array.from({ length: Math.max(-1, ...assignment) + 1 }, () => new Map<string, number>());
  const all = new Map<string, number>();
  let total = 0;
  texts.forEach((text, i) => {
    const own = clusters[assignment[i] as number] as Map<string, number>;
    for (const token of tokenize(text).map(String)) {
      own.set(token, (own.get(token) ?? 0) + 1);
      all.set(token, (all.get(token) ?? 0) + 1);
      total++;
    }
  });
  const mean = total / clusters.length;
  return clusters.map((own) => {
    const size = [...own.values()].reduce((sum, n) => sum + n, 0);
    return [...own]
      .map(([word, n]) => [word, (n / size) * Math.log(1 + mean / (all.get(word) as number))] as const)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, count);
  });
}
