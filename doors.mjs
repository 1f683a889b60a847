// The house's doors: room → the rooms it may import; `npm` → the packages it may import (absent: none).
// Read by `npm run doors` (draws ARCHITECTURE.md's graph) and by test/doors.test.ts. `*` beside a package: Node's own modules too.
export const doors = {
  words: [], // sentences for people: needs nobody
  base: ["words"], // an error carries its sentence
  platform: ["base"],
  numeric: ["base", "platform"],
  text: ["base"],
  files: ["base", "platform", "numeric"],
  probe: ["base", "numeric"],
  model: ["base", "platform", "numeric", "text", "files", "probe"],
  generate: ["base", "numeric", "text", "probe", "model"],
  learn: ["base", "numeric", "text"],
  runtime: ["base", "platform", "numeric", "text", "files", "probe", "model", "generate"], // numeric: opens the engine's threads
  knowledge: ["base", "platform", "words", "text", "runtime"], // words: what an answer says when the texts hold none
  server: ["base", "platform", "words", "text", "probe", "runtime", "knowledge"],
  cli: [
    "base",
    "platform",
    "words",
    "numeric",
    "text",
    "files",
    "probe",
    "model",
    "generate",
    "learn",
    "runtime",
    "knowledge",
    "server",
  ],
  studio: ["base", "words", "server"], // of server only api.ts, types
};

/** Rooms that may import Node's own modules. Elsewhere the same code must run in a browser. */
export const nodeRooms = ["platform", "runtime", "knowledge", "server", "cli"];

export const npm = {
  text: ["@huggingface/jinja"],
  knowledge: [
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "pg",
    "unpdf",
    "mammoth",
    "linkedom",
    "@mozilla/readability",
    "unified",
    "remark-parse",
    "remark-gfm",
    "csv-parse",
    "mdast",
  ],
  server: ["hono", "@hono/node-server", "zod"],
  cli: ["commander", "cli-progress"],
  studio: [
    "react",
    "react-dom",
    "react-markdown",
    "remark-gfm",
    "@fontsource-variable/inter",
    "@fontsource-variable/source-serif-4",
    "@fontsource-variable/jetbrains-mono",
  ],
};
