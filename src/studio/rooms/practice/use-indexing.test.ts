import { expect, it } from "vitest";
import type { IndexEvent } from "#server/api.ts";
import { type Job, shareOf, step } from "#studio/rooms/practice/use-indexing.ts";

const start: Job = {
  collection: "notes",
  isLive: true,
  since: 0,
  files: ["a.md", "b.pdf"].map((path) => ({ path, state: "waiting" })),
};

function after(events: readonly IndexEvent[]): Job {
  let job = start;
  for (const event of events) job = { ...job, ...step(job, event) };
  return job;
}

it("follows each file from waiting to done", () => {
  const job = after([
    { type: "document", path: "a.md", done: 0, total: 2 },
    { type: "embedding", path: "a.md", done: 8, total: 24 },
    { type: "document", path: "b.pdf", done: 1, total: 2 },
  ]);
  expect(job.files.map(({ state }) => state)).toEqual(["done", "reading"]);
});

it("keeps the reason why a file was left out", () => {
  const job = after([
    { type: "document", path: "b.pdf", done: 1, total: 2 },
    { type: "skipped", path: "b.pdf", code: "load.pdf", data: {}, reason: "It is cut." },
    { type: "indexed", documents: 1, chunks: 3, unchanged: 0, removed: 0 },
  ]);
  expect(job.files[1]).toEqual({ path: "b.pdf", state: "skipped", code: "load.pdf", reason: "It is cut." });
  expect(job.files[0]?.state).toBe("done");
  expect(job.summary?.chunks).toBe(3);
});

it("takes in files that it was not told of before", () => {
  expect(after([{ type: "document", path: "c.txt", done: 2, total: 3 }]).files.map(({ path }) => path)).toContain(
    "c.txt",
  );
});

it("counts whole files, and the part of the one in hand", () => {
  const job = after([
    { type: "document", path: "b.pdf", done: 1, total: 2 },
    { type: "skipped", path: "a.md", code: "load.empty", data: {}, reason: "It is empty." },
    { type: "embedding", path: "b.pdf", done: 8, total: 16 },
  ]);
  expect(shareOf(job)).toBe(0.75);
});
