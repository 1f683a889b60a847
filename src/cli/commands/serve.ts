import type { CliCommand } from "#cli/command.ts";
import { addServeOptions, type ServeFlags, serveUntilStopped } from "#cli/serving.ts";

export const serve: CliCommand = {
  name: "serve",
  define(command, desk) {
    addServeOptions(command, desk);
    command.action((flags: ServeFlags) => serveUntilStopped(desk, flags));
  },
};
