import { CommanderError } from "commander";
import type { Say } from "#cli/command.ts";
import { commands } from "#cli/commands/index.ts";
import { errorOf, exitCode, usageError } from "#cli/failure.ts";
import { openOutput } from "#cli/output.ts";
import { makeProgram } from "#cli/program.ts";
import { isColorless, languageOf, readSettings, type Settings } from "#cli/settings.ts";
import { version } from "#cli/version.ts";
import { cliEn } from "#words/cli.en.ts";
import { cliEs } from "#words/cli.es.ts";
import { fill, type Language } from "#words/say.ts";

/** After Ctrl-C a command has this long to keep what is done. A second Ctrl-C ends it at once. */
const graceMs = 5_000;

const output = openOutput({ isColorless: isColorless(process.env) });
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
    setTimeout(() => process.exit(130), graceMs).unref();
  });

process.exitCode = await run(process.argv.slice(2));
await output.flush();
process.exit();

/** Does what the command line says; returns the exit status. Whatever goes wrong is one sentence on stderr. */
async function run(args: readonly string[]): Promise<number> {
  let language: Language = languageOf(process.env);
  let isDebug = false;
  try {
    const settings: Settings = readSettings(args, process.env);
    ({ language, isDebug } = settings);
    const say: Say = (key, data = {}) => fill((language === "es" ? cliEs : cliEn)[key], data, language);
    const desk = { settings, say, output, signal: interrupt.signal };
    const program = makeProgram(commands, desk, version());
    if (args.length === 0) {
      program.outputHelp();
      return 2;
    }
    await program.parseAsync(args, { from: "user" });
    return interrupt.signal.aborted ? 130 : 0;
  } catch (thrown) {
    const failure = thrown instanceof CommanderError ? usageError(thrown) : thrown;
    if (failure === undefined) return 0;
    if (interrupt.signal.aborted) return 130;
    output.note(`error: ${errorOf(failure, language).message}`);
    if (isDebug) output.note(String(failure instanceof Error ? (failure.stack ?? failure) : failure));
    return exitCode(failure);
  }
}
