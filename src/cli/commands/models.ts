import type { CliCommand, Desk } from "#cli/command.ts";
import { jsonOption } from "#cli/options.ts";
import { countText, sizeText, table } from "#cli/table.ts";
import type { ModelHome } from "#runtime/runtime.ts";

export const models: CliCommand = {
  name: "models",
  define(command, desk) {
    command.addOption(jsonOption(desk)).action(async (flags: { readonly json?: true }) => {
      const rows = await readRows();
      if (flags.json) desk.output.json(rows);
      else desk.output.line(rows.length === 0 ? desk.say("models.none") : shown(rows, desk));
    });
  },
};

interface Row {
  readonly ref: string;
  readonly architecture: string | null;
  readonly parameters: number | null;
  readonly quantization: string | null;
  readonly bytes: number | null;
  readonly contextLength: number | null;
  readonly source: ModelHome;
  readonly license: string | null;
}

/** Every model that is found here, in files and behind running servers; null where nobody says. */
async function readRows(): Promise<Row[]> {
  const [{ modelCards }, { serverCards }] = await Promise.all([
    import("#runtime/cards.ts"),
    import("#runtime/servers.ts"),
  ]);
  return (await Promise.all([modelCards(), serverCards()])).flat().map((card) => ({
    ref: card.ref,
    architecture: card.architecture ?? null,
    parameters: card.parameters ?? null,
    quantization: card.quantization ?? null,
    bytes: card.bytes ?? null,
    contextLength: card.contextLength ?? null,
    source: card.source,
    license: card.license ?? null,
  }));
}

function shown(rows: readonly Row[], { say, settings: { language } }: Desk): string {
  const head = (
    ["model", "architecture", "parameters", "quantization", "size", "context", "source", "license"] as const
  ).map((name) => say(`column.${name}`));
  const number = (value: number | null, write: (value: number, language: string) => string): string =>
    value === null ? "?" : write(value, language);
  const lines = rows.map((row) => [
    row.ref,
    row.architecture ?? "?",
    number(row.parameters, countText),
    row.quantization ?? "?",
    number(row.bytes, sizeText),
    number(row.contextLength, (value) => new Intl.NumberFormat(language).format(value)),
    row.source,
    row.license ?? "?",
  ]);
  return table([head, ...lines], [2, 4, 5]);
}
