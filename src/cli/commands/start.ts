import { spawn } from "node:child_process";
import { Option } from "commander";
import type { CliCommand } from "#cli/command.ts";
import { addServeOptions, type ServeFlags, serveUntilStopped } from "#cli/serving.ts";

interface Flags extends ServeFlags {
  readonly open: boolean;
}

export const start: CliCommand = {
  name: "start",
  define(command, desk) {
    addServeOptions(command, desk);
    command.addOption(new Option("--no-open", desk.say("option.noOpen"))).action((flags: Flags) =>
      serveUntilStopped(desk, flags, {
        examples: "examples/collection",
        onReady: (url) => {
          if (flags.open && desk.settings.hasDisplay) openBrowser(url);
        },
      }),
    );
  },
};

/** Opens the address as this system does. Where that fails, the address is on the screen anyway. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  const browser = spawn(program ?? "", args, { stdio: "ignore", detached: true });
  browser.on("error", () => {});
  browser.unref();
}
