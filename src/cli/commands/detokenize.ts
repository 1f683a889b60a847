import type { CliCommand } from "#cli/command.ts";
import { openTokenizer } from "#cli/commands/tokenize.ts";
import { eachLine, idLists } from "#cli/lines.ts";
import { idsOption, jsonlOption, jsonOption, modelOption } from "#cli/options.ts";
import { requireText } from "#cli/text-argument.ts";

interface Flags {
  readonly model: string;
  readonly ids?: readonly number[];
  readonly json?: true;
  readonly jsonl?: true;
}

export const detokenize: CliCommand = {
  name: "detokenize",
  define(command, desk) {
    command
      .addOption(idsOption(desk))
      .addOption(modelOption(desk))
      .addOption(jsonOption(desk))
      .addOption(jsonlOption(desk))
      .action(async (flags: Flags) => {
        const { output } = desk;
        const tokenizer = await openTokenizer(flags.model);
        // A tokenizer's inverse shows special tokens too: whoever asks about ids wants to see them all.
        const decode = (ids: readonly number[]) => ({ text: tokenizer.decode(ids, { skipSpecial: false }) });
        if (flags.jsonl) return eachLine(desk, idLists, decode);
        const { text } = decode(requireText(flags.ids, "--ids"));
        if (flags.json) output.json({ text });
        else output.line(text);
      });
  },
};
