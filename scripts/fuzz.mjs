// `npm run fuzz [-- MUTANTS]`: the fuzz tests of `npm test` with many more mutants of each kind (10,000 unless said).
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const mutants = process.argv[2] ?? "10000";
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "test/fuzz", "--testTimeout=1800000"],
  { stdio: "inherit", env: { ...process.env, VITRAL_MUTANTS: mutants } },
);
process.exitCode = status ?? 1;
