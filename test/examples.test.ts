import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "../examples");
/** What each example must have printed somewhere. */
const prints: Readonly<Record<string, RegExp>> = {
  "answer-from-texts.mjs": /^4 articles in \d+ passages\n(.|\n)*Kilimanjaro(.|\n)*\n\[\d\] Kilimanjaro: “/,
  "look-inside.mjs": /^0\.\d{3} "ĠParis"\n(.|\n)*head 0 looks at: The \d/,
  "tokens.mjs": / Kil\n(.|\n)*and back: the same text\n$/,
};

it("every example is run here", () => {
  expect(readdirSync(folder).filter((file) => file.endsWith(".mjs"))).toEqual(Object.keys(prints));
});

it.each(Object.keys(prints))("examples/%s does what it says", (file) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, file)], {
    encoding: "utf8",
    timeout: 50_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(prints[file]!);
});
