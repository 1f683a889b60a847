import type { Command } from "commander";
import type { Output } from "#cli/output.ts";
import type { Settings } from "#cli/settings.ts";
import type { CliKey } from "#words/cli.en.ts";
import type { Data } from "#words/say.ts";

/** A sentence of the command line, in the reader's language. */
export type Say = (key: CliKey, data?: Data) => string;

/** What a command works with. */
export interface Desk {
  readonly settings: Settings;
  readonly say: Say;
  readonly output: Output;
  /** Aborted by Ctrl-C: the command keeps what is done and returns. */
  readonly signal: AbortSignal;
}

type NamesIn<Key> = Key extends `${infer Name}.example` ? (Name extends "help" ? never : Name) : never;
type CommandName = NamesIn<CliKey>;

/** One command of `vitral`. What it does and its example stand in the words, as `NAME.does` and `NAME.example`. */
export interface CliCommand {
  readonly name: CommandName;
  /** Adds its arguments, its options and its action. */
  readonly define: (command: Command, desk: Desk) => void;
}
