import { Option } from "commander";
import type { CliCommand } from "#cli/command.ts";
import { eachLine, readStdin, texts } from "#cli/lines.ts";
import { loading } from "#cli/models.ts";
import { type EngineFlags, embedderOption, engineOptions, jsonlOption, jsonOption } from "#cli/options.ts";
import { requireText } from "#cli/text-argument.ts";

interface Flags extends EngineFlags {
  readonly model: string;
  readonly as?: "query" | "passage";
  readonly json?: true;
  readonly jsonl?: true;
}

export const embed: CliCommand = {
  name: "embed",
  define(command, desk) {
    const { say, output, signal } = desk;
    command
      .argument("[text]", say("argument.text"))
      .addOption(embedderOption(desk))
      .addOption(new Option("--as <ROLE>", say("option.as")).choices(["query", "passage"]))
      .addOption(jsonOption(desk))
      .addOption(jsonlOption(desk));
    for (const option of engineOptions(desk)) command.addOption(option);
    command.action(async (text: string | undefined, flags: Flags) => {
      const given = flags.jsonl ? "" : requireText(text, "TEXT");
      const { openEmbedder } = await import("#runtime/open.ts");
      const embedder = await loading(desk, flags.model, openEmbedder, flags);
      const vector = async (input: string) => {
        const [embedding = new Float32Array()] = await embedder.embed([input], flags.as, signal);
        return { embedding: Array.from(embedding) };
      };
      try {
        if (flags.jsonl) return await eachLine(desk, texts, vector);
        const { embedding } = await vector(given === "-" ? await readStdin() : given);
        if (flags.json) return output.json({ embedding });
        const first = embedding
          .slice(0, 8)
          .map((value) => value.toFixed(4))
          .join(" ");
        output.line(say("embed.summary", { dimension: embedding.length, first }));
      } finally {
        await embedder.close();
      }
    });
  },
};
