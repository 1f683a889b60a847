import type { Retrieved } from "#server/api.ts";
import { type AnswerToken, probability } from "#studio/rooms/practice/read-answer.ts";

type Cell = string | number | undefined;

/** Rows as RFC 4180 writes them: CRLF, quotes doubled, quotes around what needs them. */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

const cell = (value: Cell): string => {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One row for each alternative at each step of the answer; the first of these tokens was chosen at step `first`. */
export const tokensCsv = (tokens: readonly AnswerToken[], first = 0): string =>
  csv([
    ["step", "chosen", "id", "text", "logprob", "probability"],
    ...tokens.flatMap((token, i) =>
      (token.alternatives ?? [token]).map(({ id, text, logprob }) => {
        const p = logprob === undefined ? undefined : probability(logprob);
        return [first + i, id === token.id ? 1 : 0, id, text, logprob, p];
      }),
    ),
  ]);

/** One row for each passage that was found, in the order of the fusion. */
export const passagesCsv = (passages: readonly Retrieved[]): string =>
  csv([
    [
      "place",
      "document",
      "chunk",
      "page",
      "start",
      "end",
      "text_rank",
      "bm25",
      "vector_rank",
      "cosine",
      "score",
      "text",
    ],
    ...passages.map((passage, i) => {
      const { document, chunk, page, start, end, textRank, bm25, vectorRank, cosine, score, text } = passage;
      return [i + 1, document.path, chunk, page, start, end, textRank, bm25, vectorRank, cosine, score, text];
    }),
  ]);
