import { expect, it } from "vitest";
import { csv, tokensCsv } from "#studio/rooms/practice/glass/answer-csv.ts";

it("quotes what RFC 4180 asks to be quoted", () => {
  expect(csv([["a", 'say "hi", twice', "line\nend", undefined, 1.5]])).toBe(
    'a,"say ""hi"", twice","line\nend",,1.5\r\n',
  );
});

it("writes a row for each alternative, the chosen one marked", () => {
  const alternative = (id: number, text: string, p: number) => ({ id, text, bytes: [], logprob: Math.log(p) });
  const token = { type: "token", id: 2, text: " b", bytes: [] } as const;
  const rows = tokensCsv([{ ...token, alternatives: [alternative(2, " b", 0.5), alternative(3, " c", 0.25)] }])
    .trim()
    .split("\r\n");
  expect(rows).toHaveLength(3);
  expect(rows[1]).toMatch(/^0,1,2, b,-0\.693\d*,0\.5$/);
  expect(rows[2]).toMatch(/^0,0,3, c,/);
});
