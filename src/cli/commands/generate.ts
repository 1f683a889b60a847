import { Option } from "commander";
import { gather, speedText } from "#cli/answer.ts";
import type { CliCommand } from "#cli/command.ts";
import { readStdin } from "#cli/lines.ts";
import { openSpeaker } from "#cli/models.ts";
import { type EngineFlags, engineOptions, idsOption, jsonOption, modelOption } from "#cli/options.ts";
import { addSamplingOptions, type SamplingFlags, samplingOf } from "#cli/sampling.ts";
import { requireText } from "#cli/text-argument.ts";
import type { Prompt } from "#runtime/runtime.ts";

interface Flags extends EngineFlags, SamplingFlags {
  readonly model: string;
  readonly prompt?: string;
  readonly ids?: readonly number[];
  readonly json?: true;
}

export const generate: CliCommand = {
  name: "generate",
  define(command, desk) {
    const { say, output, signal } = desk;
    command
      .addOption(modelOption(desk))
      .addOption(new Option("--prompt <TEXT>", say("option.prompt")).conflicts("ids"))
      .addOption(idsOption(desk));
    addSamplingOptions(command, desk);
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (flags: Flags) => {
      const prompt = await promptOf(flags);
      const { model, loadMs } = await openSpeaker(desk, flags.model, flags);
      try {
        const show = flags.json ? undefined : output.write;
        const answer = await gather(model.generate(prompt, samplingOf(flags), signal), loadMs, show);
        if (flags.json) return output.json(answer);
        output.line();
        if (process.stderr.isTTY) output.note(speedText(answer, desk));
      } finally {
        await model.close();
      }
    });
  },
};

async function promptOf({ prompt, ids }: Flags): Promise<Prompt> {
  if (ids) return { ids };
  const text = requireText(prompt, "--prompt");
  return { text: text === "-" ? await readStdin() : text };
}
