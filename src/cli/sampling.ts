import { type Command, Option } from "commander";
import type { Desk } from "#cli/command.ts";
import { decimalOption, numberOption } from "#cli/options.ts";
import type { Sampling } from "#runtime/runtime.ts";

/** What `addSamplingOptions` gives. */
export interface SamplingFlags {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repeatPenalty?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly logprobs?: number;
}

/**
 * How tokens are chosen and when to stop: the same options for every command that generates.
 * @param defaults of the command; absent ones are the engine's: greedy, to the end of the context
 */
export function addSamplingOptions(
  command: Command,
  { say }: Desk,
  { maxTokens, repeatPenalty }: Pick<SamplingFlags, "maxTokens" | "repeatPenalty"> = {},
): void {
  const several = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];
  command
    .addOption(numberOption("--max-tokens <N>", say("option.maxTokens"), 1, 1_000_000).default(maxTokens))
    .addOption(decimalOption("--temperature <T>", say("option.temperature"), 0, 100))
    .addOption(numberOption("--top-k <K>", say("option.topK"), 0, 1_000_000))
    .addOption(decimalOption("--top-p <P>", say("option.topP"), 0, 1))
    .addOption(decimalOption("--min-p <P>", say("option.minP"), 0, 1))
    .addOption(decimalOption("--repeat-penalty <R>", say("option.repeatPenalty"), 0.01, 100).default(repeatPenalty))
    .addOption(numberOption("--seed <N>", say("option.seed"), 0, 2 ** 32 - 1))
    .addOption(new Option("--stop <TEXT>", say("option.stop")).argParser(several))
    .addOption(numberOption("--logprobs <N>", say("option.logprobs"), 0, 100));
}

/** The flags that were given, and nothing for those that were not. */
export function samplingOf(flags: SamplingFlags): Sampling {
  const names = [
    "maxTokens",
    "temperature",
    "topK",
    "topP",
    "minP",
    "repeatPenalty",
    "seed",
    "stop",
    "logprobs",
  ] as const;
  return Object.fromEntries(names.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]));
}
