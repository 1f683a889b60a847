import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./vitral.ts";

const root = join(import.meta.dirname, "../..");
const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("an indexing that is killed", () => {
  it("leaves whole documents behind, and resumes to what an undisturbed one stores", { timeout: 180_000 }, async () => {
    const texts = join(folder.path, "texts");
    mkdirSync(texts);
    for (const name of ["moon.md", "nile.md", "japan.md", "countries.csv", "solar-system.pdf", "animals.html"])
      copyFileSync(join(root, "examples/collection/en", name), join(texts, name));
    const soak = [join(root, "scripts/soak.mjs"), "--kills", "2", "--seed", "7", "--texts", texts];
    const env = { ...process.env, TMPDIR: folder.path };
    const { stdout } = await promisify(execFile)(process.execPath, soak, { env, timeout: 170_000 }); // or throws
    expect(stdout).toMatch(/^ {3}2 +\d+ {2}\d of 7/m);
    expect(stdout).toContain("resumed to its end: 7 documents, all rows the same as undisturbed");
  });
});
