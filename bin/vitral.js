#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/cli.js", import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  process.stderr.write("error: vitral is not built yet: run `npm start` or `npm run build` in its folder first.\n");
  process.exitCode = 1;
}
