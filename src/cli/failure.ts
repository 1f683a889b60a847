import type { CommanderError } from "commander";
import { type ErrorCode, VitralError } from "#base/error.ts";
import { systemError } from "#platform/system-error.ts";
import type { Language } from "#words/say.ts";

/** Codes that mean: the command was used wrongly. */
const usage: readonly ErrorCode[] = [
  "cli.command",
  "cli.excess",
  "cli.missing",
  "cli.option",
  "cli.optionValue",
  "cli.together",
  "cli.value",
];

/** 0 done, 1 failed, 2 wrong usage. 130, interrupted, is the caller's. */
export const exitCode = (thrown: unknown): number =>
  thrown instanceof VitralError && usage.includes(thrown.code) ? 2 : 1;

/** A failure as one sentence for people, and as `{code, message}` for programs. */
export function errorOf(thrown: unknown, language: Language): { readonly code: string; readonly message: string } {
  const known = systemError(thrown);
  if (known) return { code: known.code, message: known.say(language) };
  const what = (thrown instanceof Error ? thrown.message : String(thrown)).split("\n", 1)[0] ?? "";
  const error = new VitralError("cli.unexpected", { what: what || "?" }, { cause: thrown });
  return { code: error.code, message: error.say(language) };
}

/**
 * Commander's complaints, which are English, as ours. Undefined: no complaint, but help or the version, already shown.
 */
export function usageError(thrown: CommanderError): VitralError | undefined {
  if (thrown.exitCode === 0 || thrown.code === "commander.help") return undefined;
  const what = /'([^']*)'/.exec(thrown.message)?.[1] ?? "?";
  const hint = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(thrown.message)?.[1];
  const name = hint === undefined ? what : `${what} (≈ ${hint})`;
  switch (thrown.code) {
    case "commander.unknownCommand":
      return new VitralError("cli.command", { name });
    case "commander.unknownOption":
      return new VitralError("cli.option", { name });
    case "commander.missingArgument":
    case "commander.missingMandatoryOptionValue":
      return new VitralError("cli.missing", { name });
    case "commander.optionMissingArgument":
      return new VitralError("cli.optionValue", { name });
    case "commander.conflictingOption": {
      const [first = "?", second = "?"] = [...thrown.message.matchAll(/'([^']*)'/g)].map(([, option]) => option ?? "?");
      return new VitralError("cli.together", { first, second });
    }
    case "commander.excessArguments":
      return new VitralError("cli.excess", {});
    case "commander.invalidArgument": {
      const value =
        /value '([^']*)'/.exec(thrown.message)?.[1] ?? /argument '([^']*)'/.exec(thrown.message)?.[1] ?? "?";
      const expected = /(?:choices are|should be) (.+?)\.?$/.exec(thrown.message)?.[1] ?? "?";
      return new VitralError("cli.value", { name: what.replace(/^.*(--[\w-]+).*$/, "$1"), value, expected });
    }
    default:
      return new VitralError("cli.option", { name });
  }
}
