import { Command, Option } from "commander";
import type { CliCommand, Desk } from "#cli/command.ts";

/**
 * The command line as commander parses it: every command of the list, with help in the reader's language. Commander
 * throws `CommanderError` where it would have ended the process.
 */
export function makeProgram(commands: readonly CliCommand[], desk: Desk, version: string): Command {
  const { say } = desk;
  const program = dressed(new Command("vitral"), desk)
    .description(say("vitral.does"))
    .version(version, "-V, --version", say("help.version"))
    .helpCommand(say("help.command"), say("help.commandDoes"))
    .showSuggestionAfterError();
  program.addHelpText("after", `\n${say("vitral.after")}`);
  for (const { name, define } of commands) {
    const command = dressed(new Command(name), desk).description(say(`${name}.does`));
    define(command, desk);
    command
      .addOption(new Option("--lang <CODE>", say("option.lang")).choices(["en", "es"]))
      .addHelpText("after", `\n${say("help.example")}\n  ${say(`${name}.example`).replaceAll("\n", "\n  ")}`);
    program.addCommand(command);
  }
  return program.addOption(new Option("--lang <CODE>", say("option.lang")).choices(["en", "es"]));
}

/** Commander's own few words in the reader's language; its complaints are kept for `usageError`. */
function dressed(command: Command, { say, output }: Desk): Command {
  const titles: Readonly<Record<string, string>> = {
    "Usage:": say("help.usage"),
    "Arguments:": say("help.arguments"),
    "Options:": say("help.options"),
    "Commands:": say("help.commands"),
  };
  const bold = (text: string): string => (output.hasColor ? `\u001b[1m${text}\u001b[22m` : text);
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: (text) => output.write(text), getOutHelpWidth: () => 100 })
    .configureHelp({
      styleTitle: (title) => bold(titles[title] ?? title),
      optionDescription: (option) => describe(option, say("help.default"), say("help.choices")),
    })
    .helpOption("-h, --help", say("help.option"));
}

function describe({ description, defaultValue, argChoices }: Option, byDefault: string, choices: string): string {
  const notes = [
    ...(argChoices ? [`${choices} ${argChoices.join(" | ")}`] : []),
    ...(defaultValue !== undefined && typeof defaultValue !== "boolean" ? [`${byDefault} ${defaultValue}`] : []),
  ];
  return notes.length > 0 ? `${description} (${notes.join("; ")})` : description;
}
