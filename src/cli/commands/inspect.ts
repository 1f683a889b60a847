import type { CliCommand, Desk } from "#cli/command.ts";
import { localPath } from "#cli/models.ts";
import { jsonOption } from "#cli/options.ts";
import { countText, sizeText, table } from "#cli/table.ts";
import type { MetaValue, ModelFile } from "#files/model-file.ts";
import type { ModelFacts } from "#model/facts.ts";

export const inspect: CliCommand = {
  name: "inspect",
  define(command, desk) {
    command
      .argument("<model>", desk.say("argument.model"))
      .addOption(jsonOption(desk))
      .action(async (ref: string, flags: { readonly json?: true }) => {
        const path = await localPath(ref);
        const [{ openModelFile }, { factsOf }] = await Promise.all([
          import("#files/open.ts"),
          import("#model/facts.ts"),
        ]);
        const file = await openModelFile(path);
        try {
          const facts = factsOf(file);
          if (flags.json) desk.output.json(whole(file, facts));
          else desk.output.line(shown(file, facts, desk));
        } finally {
          await file.close();
        }
      });
  },
};

/** The contract's document. What the file does not say is null. */
function whole({ metadata, tensors, chatTemplate }: ModelFile, facts: ModelFacts): unknown {
  return {
    architecture: facts.architecture,
    parameters: facts.parameters,
    contextLength: facts.contextLength ?? null,
    blocks: facts.blocks ?? null,
    embeddingLength: facts.embeddingLength ?? null,
    heads: facts.heads ?? null,
    kvHeads: facts.kvHeads ?? null,
    vocabulary: facts.vocabulary ?? null,
    chatTemplate: chatTemplate ?? null,
    quantization: facts.quantization,
    tensors: [...tensors.values()].map(({ name, shape, type, bytes }) => ({ name, shape, type, bytes })),
    metadata,
  };
}

function shown(
  { path, metadata, tensors, chatTemplate }: ModelFile,
  facts: ModelFacts,
  { say, settings }: Desk,
): string {
  const { language } = settings;
  const number = (value: number | undefined): string =>
    value === undefined ? "?" : new Intl.NumberFormat(language).format(value);
  const heads = say("inspect.heads.value", { heads: number(facts.heads), kvHeads: number(facts.kvHeads) });
  const top = table([
    [say("inspect.file"), path],
    [say("column.architecture"), facts.architecture],
    [say("column.parameters"), countText(facts.parameters, language)],
    [say("column.quantization"), facts.quantization],
    [say("column.size"), sizeText(facts.bytes, language)],
    [say("column.context"), number(facts.contextLength)],
    [say("inspect.blocks"), number(facts.blocks)],
    [say("inspect.embeddingLength"), number(facts.embeddingLength)],
    [say("inspect.heads"), heads],
    [say("inspect.vocabulary"), number(facts.vocabulary)],
    [say("inspect.chatTemplate"), say(chatTemplate === undefined ? "word.no" : "word.yes")],
    [say("column.license"), facts.license ?? "?"],
  ]);
  const meta = Object.entries(metadata).map(([key, value]) => [key, brief(value, say)]);
  const list = [...tensors.values()].map(({ name, shape, type, bytes }) => [
    name,
    shape.join(" × "),
    type,
    sizeText(bytes, language),
  ]);
  const head = [say("column.tensor"), say("column.shape"), say("column.quantization"), say("column.size")];
  return [
    top,
    `\n${say("inspect.metadata")}\n${table(meta)}`,
    `\n${say("inspect.tensors", { count: tensors.size })}\n${table([head, ...list])}`,
  ].join("\n");
}

/** A value of metadata on one line. */
function brief(value: MetaValue, say: Desk["say"]): string {
  if (Array.isArray(value)) return say("word.items", { count: value.length });
  const line = String(value).replaceAll("\n", "⏎");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
