// Checks the doors between rooms (doors.mjs) over every import, types included; without --check it also draws the graph
// into ARCHITECTURE.md. dependency-cruiser reads nothing, silently, if it cannot parse TypeScript: so files are counted.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { doors, nodeRooms, npm } from "../doors.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const publicEntries = ["src/engine.ts", "src/text.ts", "src/knowledge.ts", "src/learn.ts", "src/browser.ts"];
const isTest = (file) => /\.(test|cases)\.tsx?$/.test(file);
const roomOf = (file) => /^src\/([a-z]+)\//.exec(file)?.[1];
const sources = readdirSync("src", { recursive: true })
  .map((file) => join("src", String(file)).replaceAll("\\", "/"))
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("src/numeric/assembly/"));

const { output } = await cruise(
  ["src"],
  {
    doNotFollow: "node_modules",
    exclude: "src/numeric/assembly",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["vitral-source", "import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
    },
  },
  undefined,
  { tsConfig: extractTSConfig("tsconfig.json") },
);

const complaints = [];
const arrows = new Map(Object.keys(doors).map((room) => [room, new Set()]));
const seen = new Set(output.modules.map(({ source }) => source));
for (const file of sources) if (!seen.has(file)) complaints.push(`${file}: was not read by dependency-cruiser`);

for (const { source, dependencies } of output.modules) {
  const room = roomOf(source);
  if (!source.startsWith("src/") || isTest(source) || publicEntries.includes(source)) continue;
  if (!room || !(room in doors)) complaints.push(`${source}: stands in no room of doors.mjs`);
  for (const { module, resolved, couldNotResolve, circular, dependencyTypes } of dependencies) {
    const other = roomOf(resolved);
    const isNode = module.startsWith("node:") || builtinModules.includes(module);
    const isPackage = !isNode && /^[@a-z]/i.test(module) && !module.startsWith(".");
    if (couldNotResolve && !/\.(css|json)$/.test(module) && !isPackage)
      complaints.push(`${source}: cannot find ${module}`);
    if (circular && !dependencyTypes.includes("type-only"))
      complaints.push(`${source}: imports in a circle through ${resolved}`);
    if (isNode) {
      const inNodeFile = nodeRooms.includes(room) || /\.node\.ts$/.test(source);
      if (!inNodeFile) complaints.push(`${source}: ${module} is Node's alone, and this room also runs in browsers`);
    } else if (isPackage) {
      const name = module
        .split("/")
        .slice(0, module.startsWith("@") ? 2 : 1)
        .join("/");
      if (!(npm[room] ?? []).includes(name))
        complaints.push(`${source}: the room ${room} may not import the package ${name}`);
    } else if (other && other !== room) {
      arrows.get(room)?.add(other);
      if (!doors[room]?.includes(other))
        complaints.push(`${source}: there is no door from ${room} to ${other} (${resolved})`);
      if (room === "studio" && other === "server" && resolved !== "src/server/api.ts")
        complaints.push(`${source}: of server only api.ts`);
      if (module.startsWith(".")) complaints.push(`${source}: say #${other}/… instead of ${module}`);
    }
  }
}

for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.stdout.write(`doors: ${seen.size} modules, ${complaints.length} complaints\n`);
if (complaints.length > 0) process.exitCode = 1;

if (!process.argv.includes("--check")) {
  const lines = [...arrows].flatMap(([room, others]) => [...others].sort().map((other) => `  ${room} --> ${other}`));
  const drawn = `<!-- doors -->\n\`\`\`mermaid\ngraph TD\n${lines.join("\n")}\n\`\`\`\n<!-- /doors -->`;
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  writeFileSync("ARCHITECTURE.md", page.replace(/<!-- doors -->[\s\S]*<!-- \/doors -->/, drawn));
}
