// Builds dist/: kernels (AssemblyScript → WebAssembly, with and without relaxed SIMD), the library and commands for Node,
// the library and its workers for browsers, workers for Node, type declarations, the studio.
//   --only kernels,node,web,types,studio   builds these parts
//   --changed                              builds the parts whose sources changed since they were built
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const flag = process.argv.indexOf("--only");
const only = flag < 0 ? undefined : process.argv[flag + 1].split(",");
const changedOnly = process.argv.includes("--changed");

/** Worker entries: every src/ROOM/NAME.worker.ts becomes dist/workers/NAME.js; those named here also dist/web/NAME.js. */
const webWorkers = ["kernel", "engine"];
const workers = () => files("src").filter((file) => file.endsWith(".worker.ts"));
const nameOf = (file) => basename(file).replace(".worker.ts", "");
const bins = {
  asc: "node_modules/assemblyscript/bin/asc.js",
  tsc: "node_modules/typescript/bin/tsc",
  vite: "node_modules/vite/bin/vite.js",
};

const house = () => files("src").filter((file) => !file.includes(".test.") && !file.includes(".cases."));
const typescript = () => house().filter((file) => !/^src.(studio|numeric.assembly)/.test(file));
const tools = ["package.json", "package-lock.json", "scripts/build.mjs", "tsconfig.json"];

/** Each part: the files that decide it, and how it is built. */
const parts = {
  kernels: {
    inputs: () => [...tools, ...files("src/numeric/assembly")],
    make() {
      mkdirSync("dist/kernels", { recursive: true });
      const config = ["--config", "src/numeric/assembly/asconfig.json"];
      for (const target of ["simd", "relaxed"]) {
        run("asc", [
          "src/numeric/assembly/index.ts",
          ...config,
          "--target",
          target,
          "--outFile",
          `dist/kernels/${target}.wasm`,
        ]);
      }
    },
  },
  node: {
    inputs: () => [...tools, ...typescript()],
    async make() {
      const entries = {
        cli: "src/cli/main.ts",
        engine: "src/engine.ts",
        text: "src/text.ts",
        knowledge: "src/knowledge.ts",
        learn: "src/learn.ts",
      };
      for (const file of workers()) entries[`workers/${nameOf(file)}`] = file;
      rmSync("dist/chunks", { recursive: true, force: true });
      await build({
        entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
        outdir: "dist",
        bundle: true,
        format: "esm",
        platform: "node",
        target: "node20.19",
        packages: "external",
        splitting: true,
        chunkNames: "chunks/[name]-[hash]",
        conditions: ["vitral-source"],
        sourcemap: "linked",
        logLevel: "warning",
      });
    },
  },
  web: {
    inputs: () => [...tools, ...typescript()],
    async make() {
      const entries = workers().filter((file) => webWorkers.includes(nameOf(file)));
      await build({
        entryPoints: {
          browser: "src/browser.ts",
          ...Object.fromEntries(entries.map((file) => [nameOf(file), file])),
        },
        outdir: "dist/web",
        bundle: true,
        format: "esm",
        platform: "browser",
        target: "es2023",
        conditions: ["vitral-source", "browser"],
        sourcemap: "linked",
        logLevel: "warning",
      });
    },
  },
  types: {
    inputs: () => [...tools, "tsconfig.types.json", ...typescript()],
    make: () => run("tsc", ["-p", "tsconfig.types.json"]),
  },
  studio: {
    inputs: () => [
      ...tools,
      "vite.config.ts",
      ...house().filter((file) => /^src.(studio|words|server.api|base)/.test(file)),
    ],
    make: () => run("vite", ["build", "--logLevel", "warn"]),
  },
};

for (const [name, part] of Object.entries(parts)) {
  if (only && !only.includes(name)) continue;
  const stamp = `dist/.built-${name}`;
  const state = digest(part.inputs());
  if (changedOnly && existsSync(stamp) && readFileSync(stamp, "utf8") === state) continue;
  const started = performance.now();
  process.stderr.write(`build: ${name} …\n`);
  await part.make();
  mkdirSync("dist", { recursive: true });
  writeFileSync(stamp, state);
  process.stderr.write(`build: ${name} done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function files(folder) {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true }).map((file) => join(folder, String(file)));
  return found.filter((file) => statSync(file).isFile()).sort();
}

function digest(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs) if (existsSync(file)) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function run(tool, args) {
  if (spawnSync(process.execPath, [bins[tool], ...args], { stdio: ["ignore", 2, 2] }).status === 0) return;
  process.stderr.write(`\nbuild: ${tool} failed; its message stands above.\n`);
  process.exit(1);
}
