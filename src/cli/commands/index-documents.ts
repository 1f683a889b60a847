import { Option } from "commander";
import type { CliCommand } from "#cli/command.ts";
import { type EngineFlags, engineOptions, jsonOption } from "#cli/options.ts";
import { follow, openTexts } from "#cli/texts.ts";

interface Flags extends EngineFlags {
  readonly collection: string;
  readonly language: "en" | "es" | "auto";
  readonly embedder: string;
  readonly json?: true;
}

export const index: CliCommand = {
  name: "index",
  define(command, desk) {
    const { say, output, signal, settings } = desk;
    command
      .argument("<path...>", say("argument.paths"))
      .addOption(new Option("--collection <NAME>", say("option.collection")).makeOptionMandatory())
      .addOption(
        new Option("--language <LANGUAGE>", say("option.language")).choices(["en", "es", "auto"]).default("auto"),
      )
      .addOption(new Option("--embedder <REF>", say("option.embedderRef")).default(settings.embedder));
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (paths: readonly string[], flags: Flags) => {
      const { knowledge, collection, close } = await openTexts(desk, flags);
      try {
        const { language } = flags;
        const done = await follow(desk, knowledge.index(collection, paths, { language, signal }));
        if (signal.aborted || !done) return output.note(say("index.interrupted"));
        if (flags.json) return output.json(done);
        output.line(say("index.done", { ...done, skipped: done.skipped.length }));
      } catch (error) {
        if (signal.aborted) output.note(say("index.interrupted"));
        throw error;
      } finally {
        await close();
      }
    });
  },
};
