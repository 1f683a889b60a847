import { InvalidArgumentError, Option } from "commander";
import type { Desk } from "#cli/command.ts";

/** Options that several commands share, in the reader's words, with the settings as defaults. */

export const modelOption = ({ say, settings }: Desk): Option =>
  new Option("--model <REF>", say("option.model")).default(settings.model);

export const embedderOption = ({ say, settings }: Desk): Option =>
  new Option("--model <REF>", say("option.embedder")).default(settings.embedder);

export const jsonOption = ({ say }: Desk): Option => new Option("--json", say("option.json"));

export const jsonlOption = ({ say }: Desk): Option => new Option("--jsonl", say("option.jsonl")).conflicts("json");

/** How the engine computes: `--threads`, `--precision`. */
export function engineOptions({ say, settings }: Desk): Option[] {
  const threads = numberOption("--threads <N>", say("option.threads"), 1, 64);
  return [
    settings.threads === undefined ? threads : threads.default(settings.threads),
    new Option("--precision <HOW>", say("option.precision")).choices(["fast", "exact"]).default(settings.precision),
  ];
}

/** What `engineOptions` give. */
export interface EngineFlags {
  readonly threads?: number;
  readonly precision: "fast" | "exact";
}

/** A whole number in a range. */
export const numberOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((value) => {
    const number = Number(value);
    if (value.trim() !== "" && Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`should be ${least} … ${most}`);
  });

/** A decimal number in a range. */
export const decimalOption = (flags: string, description: string, least: number, most: number): Option =>
  new Option(flags, description).argParser((value) => {
    const number = Number(value);
    if (value.trim() !== "" && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`should be ${least} … ${most}`);
  });

/** Token ids, as `1,2,3` or `[1, 2, 3]`. */
export const idsOption = ({ say }: Desk): Option =>
  new Option("--ids <1,2,…>", say("option.ids")).argParser((value) => {
    const parts = value.replace(/^\s*\[|\]\s*$/g, "").split(/[\s,]+/);
    const ids = parts.filter((part) => part !== "").map(Number);
    if (ids.length > 0 && ids.every((id) => Number.isInteger(id) && id >= 0)) return ids;
    throw new InvalidArgumentError("should be 1,2,3");
  });
