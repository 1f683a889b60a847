// `npm test`: form, types, doors, unused code, then every test. Each step says how to mend it; all run, so that one
// failure does not hide another. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const steps = [
  { name: "form (Biome)", run: ["node_modules/@biomejs/biome/bin/biome", "ci", "."], mend: "npm run fix" },
  {
    name: "types (TypeScript)",
    run: ["node_modules/typescript/bin/tsc", "-p", "."],
    mend: "mend the types named above",
  },
  {
    name: "doors between rooms",
    run: ["scripts/doors.mjs", "--check"],
    mend: "import only what doors.mjs allows, or argue there",
  },
  { name: "unused code (knip)", run: ["node_modules/knip/bin/knip.js"], mend: "delete what is named above" },
  {
    name: "tests (Vitest)",
    run: ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
    mend: "see the failures above",
  },
];

const failed = [];
for (const { name, run, mend } of steps) {
  process.stdout.write(`\n▸ ${name}\n`);
  const { status } = spawnSync(process.execPath, run, {
    stdio: "inherit",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  if (status !== 0) failed.push(`✗ ${name}: ${mend}`);
}
for (const line of failed) process.stderr.write(`${line}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
