import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "#platform/host.ts";

/** Vitral's version, as package.json says. */
export const version = (): string =>
  (JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string }).version;
