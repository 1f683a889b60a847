import { Option } from "commander";
import type { NamedRun } from "#cli/bench/alternate.ts";
import { type BenchEngine, type BenchRun, engines } from "#cli/bench/protocol.ts";
import { serveRunner } from "#cli/bench/runner.ts";
import type { CliCommand, Desk } from "#cli/command.ts";
import { localPath } from "#cli/models.ts";
import { type EngineFlags, engineOptions, jsonOption, modelOption, numberOption } from "#cli/options.ts";
import { sizeText, table } from "#cli/table.ts";

interface Flags extends EngineFlags {
  readonly model: string;
  readonly promptTokens: number;
  readonly tokens: number;
  readonly repeat: number;
  readonly against?: BenchEngine;
  readonly runner?: BenchEngine;
  readonly json?: true;
}

type Measures = Readonly<Record<keyof BenchRun, number>>;
const measures = ["prefillTokensPerSecond", "decodeTokensPerSecond", "firstTokenMs", "peakRssBytes"] as const;

export const bench: CliCommand = {
  name: "bench",
  define(command, desk) {
    const { say, output, signal } = desk;
    command
      .addOption(modelOption(desk))
      .addOption(numberOption("--prompt-tokens <N>", say("option.promptTokens"), 1, 1_000_000).default(512))
      .addOption(numberOption("--tokens <N>", say("option.tokens"), 2, 1_000_000).default(128))
      .addOption(numberOption("--repeat <N>", say("option.repeat"), 1, 1000).default(5))
      .addOption(new Option("--against <ENGINE>", say("option.against")).choices(engines.filter((e) => e !== "glass")))
      .addOption(new Option("--runner <ENGINE>").choices([...engines]).hideHelp());
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (flags: Flags) => {
      if (flags.runner) return serveRunner(flags.runner);
      const path = await localPath(flags.model);
      const [{ alternate }, { openModelFile }, { factsOf }, { cores }] = await Promise.all([
        import("#cli/bench/alternate.ts"),
        import("#files/open.ts"),
        import("#model/facts.ts"),
        import("#platform/host.ts"),
      ]);
      const file = await openModelFile(path);
      const { vocabulary = 256 } = factsOf(file);
      await file.close();
      const { precision, promptTokens, tokens, repeat, threads = cores() } = flags;
      const bar = output.progress(say("progress.bench"));
      const runs = await alternate({
        path,
        threads,
        precision,
        tokens,
        promptTokens,
        vocabulary,
        repeat,
        signal,
        engines: flags.against ? ["glass", flags.against] : ["glass"],
        onRun: (done, total) => bar.at(done / total),
      }).finally(() => bar.end());
      const median = mediansOf(runs);
      const ratio = flags.against ? ratiosOf(median, flags.against) : {};
      if (flags.json)
        return output.json({ model: flags.model, threads, precision, promptTokens, tokens, runs, median, ratio });
      output.line(shown(median, ratio, desk));
      output.note(say("bench.how", { repeat, threads, prompt: promptTokens, tokens }));
    });
  },
};

type Medians = Readonly<Partial<Record<BenchEngine, Measures>>>;

function mediansOf(runs: readonly NamedRun[]): Medians {
  const of = (engine: BenchEngine): Measures => {
    const mine = runs.filter((run) => run.engine === engine);
    return Object.fromEntries(
      measures.map((measure) => [measure, median(mine.map((run) => run[measure]))]),
    ) as Measures;
  };
  return Object.fromEntries([...new Set(runs.map(({ engine }) => engine))].map((engine) => [engine, of(engine)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** Ours over the other's, for every measure. */
function ratiosOf(medians: Medians, other: BenchEngine): Partial<Measures> {
  const [ours, theirs] = [medians.glass, medians[other]];
  if (!ours || !theirs) return {};
  return Object.fromEntries(measures.map((measure) => [measure, ours[measure] / theirs[measure]]));
}

function shown(medians: Medians, ratio: Partial<Measures>, { say, settings: { language } }: Desk): string {
  const number = (value: number): string => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  const cells = (of: Partial<Measures>, size: (value: number) => string, write: (value: number) => string): string[] =>
    measures.map((measure) => {
      const value = of[measure];
      return value === undefined ? "" : measure === "peakRssBytes" ? size(value) : write(value);
    });
  const times = (value: number): string =>
    `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)} ×`;
  const head = ["", say("bench.prefill"), say("bench.decode"), say("bench.first"), say("bench.memory")];
  const rows = Object.entries(medians).map(([engine, of]) => [
    engine,
    ...cells(of, (value) => sizeText(value, language), number),
  ]);
  const last = Object.keys(ratio).length > 0 ? [[say("bench.ratio"), ...cells(ratio, times, times)]] : [];
  return table([head, ...rows, ...last], [1, 2, 3, 4]);
}
