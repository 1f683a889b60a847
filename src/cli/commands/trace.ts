import { Option } from "commander";
import type { CliCommand } from "#cli/command.ts";
import { readStdin } from "#cli/lines.ts";
import { loading } from "#cli/models.ts";
import { type EngineFlags, engineOptions, idsOption, jsonOption, modelOption } from "#cli/options.ts";
import { requireText } from "#cli/text-argument.ts";
import { writeFile } from "#cli/write-file.ts";

interface Flags extends EngineFlags {
  readonly model: string;
  readonly prompt?: string;
  readonly ids?: readonly number[];
  readonly capture: string;
  readonly out: string;
  readonly json?: true;
}

export const trace: CliCommand = {
  name: "trace",
  define(command, desk) {
    const { say, output, signal } = desk;
    command
      .addOption(modelOption(desk))
      .addOption(new Option("--prompt <TEXT>", say("option.prompt")).conflicts("ids"))
      .addOption(idsOption(desk))
      .addOption(new Option("--capture <LIST>", say("option.capture")).default("logits"))
      .addOption(new Option("--out <FILE>", say("option.out")).makeOptionMandatory())
      .addOption(jsonOption(desk));
    for (const option of engineOptions(desk)) command.addOption(option);
    command.action(async (flags: Flags) => {
      const text = flags.ids ? undefined : requireText(flags.prompt, "--prompt");
      const [{ openGlass }, { safetensorsChunks }] = await Promise.all([
        import("#runtime/open.ts"),
        import("#files/safetensors/write.ts"),
      ]);
      const model = await loading(desk, flags.model, openGlass, flags);
      try {
        const prompt = flags.ids ? { ids: flags.ids } : { text: text === "-" ? await readStdin() : (text ?? "") };
        const names = flags.capture.split(",").map((name) => name.trim());
        const seen = await model.trace(prompt, names, signal);
        const tensors = [...seen].map(([name, { shape, values }]) => ({ name, shape, values }));
        await writeFile(flags.out, safetensorsChunks(tensors));
        if (tensors.length === 0) output.note(say("trace.nothing", { names: names.join(", ") }));
        if (flags.json) output.json({ file: flags.out, tensors: tensors.map(({ name, shape }) => ({ name, shape })) });
        else output.line(say("trace.written", { count: tensors.length, file: flags.out }));
      } finally {
        await model.close();
      }
    });
  },
};
