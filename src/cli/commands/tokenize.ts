import { Option } from "commander";
import type { CliCommand, Desk } from "#cli/command.ts";
import { eachLine, readStdin, texts } from "#cli/lines.ts";
import { localPath } from "#cli/models.ts";
import { jsonlOption, jsonOption, modelOption } from "#cli/options.ts";
import { table } from "#cli/table.ts";
import { requireText } from "#cli/text-argument.ts";
import type { Encoding, Tokenizer } from "#text/tokenizer.ts";

interface Flags {
  readonly model: string;
  readonly special: boolean;
  readonly plain?: true;
  readonly json?: true;
  readonly jsonl?: true;
}

export const tokenize: CliCommand = {
  name: "tokenize",
  define(command, desk) {
    const { say, output } = desk;
    command
      .argument("[text]", say("argument.text"))
      .addOption(modelOption(desk))
      .addOption(new Option("--no-special", say("option.noSpecial")))
      .addOption(new Option("--plain", say("option.plain")))
      .addOption(jsonOption(desk))
      .addOption(jsonlOption(desk))
      .action(async (text: string | undefined, flags: Flags) => {
        const tokenizer = await openTokenizer(flags.model);
        const encode = (input: string): Encoding =>
          tokenizer.encode(input, { special: flags.special, parseSpecial: !flags.plain });
        if (flags.jsonl) return eachLine(desk, texts, encode);
        const given = requireText(text, "TEXT");
        const encoding = encode(given === "-" ? await readStdin() : given);
        if (flags.json) output.json(encoding);
        else output.line(shown(encoding, desk));
      });
  },
};

/** A model's tokenizer alone: no weights are read. */
export async function openTokenizer(ref: string): Promise<Tokenizer> {
  const path = await localPath(ref);
  const [{ openModelFile }, { tokenizerOf }] = await Promise.all([
    import("#files/open.ts"),
    import("#model/tokenizer.ts"),
  ]);
  const file = await openModelFile(path);
  try {
    return tokenizerOf(file);
  } finally {
    await file.close();
  }
}

function shown({ ids, tokens, offsets }: Encoding, { say }: Desk): string {
  const rows = tokens.map((token, i) => [String(ids[i]), token, offsets[i]?.join("–") ?? ""]);
  return table([[say("column.id"), say("column.token"), say("column.place")], ...rows], [0]);
}
