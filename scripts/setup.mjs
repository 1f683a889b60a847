// Before `npm start` and `npm test`, with Node's own modules alone: installs what package-lock.json says if node_modules
// does not hold it yet, and builds what changed. Asks nothing, shows progress, takes a moment when nothing changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Vitral needs Node 20.19 or newer; this is ${process.version}.`);

const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const installed = join("node_modules", ".vitral-lock");
if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
  say("installing packages (once; about a minute) …");
  // npm tells its scripts where it is, so that the same npm installs.
  const npm = process.env.npm_execpath;
  const flags = ["ci", "--no-fund", "--no-audit", "--include=dev"];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...flags], { stdio: ["ignore", 2, 2] })
    : spawnSync("npm", flags, { stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (done.status !== 0)
    fail(
      "npm could not install the packages; its message stands above. Check the connection to the npm registry and try again.",
    );
  writeFileSync(installed, lock);
}

const built = spawnSync(process.execPath, ["scripts/build.mjs", "--changed"], { stdio: ["ignore", 2, 2] });
process.exit(built.status ?? 1);

function say(text) {
  process.stderr.write(`vitral: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`error: ${text}\n`);
  process.exit(1);
}
