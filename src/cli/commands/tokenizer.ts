import { Option } from "commander";
import { VitralError } from "#base/error.ts";
import type { CliCommand, Desk } from "#cli/command.ts";
import { jsonOption, numberOption } from "#cli/options.ts";
import { writeFile } from "#cli/write-file.ts";
import { openFile } from "#platform/file-source.ts";
import type { TokenizerFile } from "#text/training/tokenizer-file.ts";
import type { TokenizerStep, TrainTokenizerOptions } from "#text/training/train.ts";

interface Flags {
  readonly type: "bpe" | "wordpiece" | "unigram";
  readonly vocab: number;
  readonly out: string;
  readonly json?: true;
}

export const tokenizer: CliCommand = {
  name: "tokenizer",
  define(command, desk) {
    const { say, output } = desk;
    command
      .argument("<train>", say("argument.train"))
      .argument("<files...>", say("argument.textFiles"))
      .addOption(
        new Option("--type <TYPE>", say("option.tokenizerType"))
          .choices(["bpe", "wordpiece", "unigram"])
          .makeOptionMandatory(),
      )
      .addOption(numberOption("--vocab <N>", say("option.vocab"), 1, 1_000_000).makeOptionMandatory())
      .addOption(new Option("--out <FILE>", say("option.out")).makeOptionMandatory())
      .addOption(jsonOption(desk))
      .action(async (train: string, files: readonly string[], { type, vocab, out, json }: Flags) => {
        if (train !== "train") throw new VitralError("cli.value", { name: "TRAIN", value: train, expected: "train" });
        const texts = (await Promise.all(files.map(linesOf))).flat();
        const trained = await follow(desk, texts, { type, vocabulary: vocab });
        if (!trained) return output.note(say("tokenizer.interrupted"));
        const { file, tokens } = trained;
        await writeFile(out, [new TextEncoder().encode(`${JSON.stringify(file)}\n`)]);
        if (tokens < vocab) output.note(say("tokenizer.fewer", { tokens, vocab }));
        if (json) output.json({ file: out, type, vocabulary: tokens, lines: texts.length });
        else output.line(say("tokenizer.written", { tokens, file: out }));
      });
  },
};

/** The lines of a file, without their ends: a text each, as `tokenizers` is usually trained. */
async function linesOf(path: string): Promise<string[]> {
  const file = await openFile(path);
  try {
    const text = new TextDecoder().decode(await file.read(0, file.size));
    return text.replace(/\r?\n$/, "").split(/\r\n|\r|\n/);
  } finally {
    await file.close();
  }
}

/** Trains step by step, with a bar, and lets Ctrl-C in between. Undefined: interrupted. */
async function follow(
  { output, say, signal }: Desk,
  texts: readonly string[],
  options: TrainTokenizerOptions,
): Promise<{ readonly file: TokenizerFile; readonly tokens: number } | undefined> {
  const [{ trainTokenizer }, { tokenizerFromJson }] = await Promise.all([
    import("#text/training/train.ts"),
    import("#text/from-json.ts"),
  ]);
  const bar = output.progress(say("progress.training"));
  try {
    const training = trainTokenizer(texts, options);
    for (let last = performance.now(), step = training.next(); ; step = training.next()) {
      if (step.done) return { file: step.value, tokens: tokenizerFromJson(step.value).vocabulary };
      if (performance.now() - last < 50) continue;
      bar.at(share(step.value, texts.length, options.vocabulary), detail(step.value));
      await new Promise((resume) => setImmediate(resume)); // lets signals and the bar through
      if (signal.aborted) return undefined;
      last = performance.now();
    }
  } finally {
    bar.end();
  }
}

/** How far the training is: counting words is a tenth, learning the rest. */
function share(step: TokenizerStep, texts: number, vocabulary: number): number {
  if (step.type === "counting") return (0.1 * step.texts) / texts;
  if (step.type === "merge") return 0.1 + (0.9 * step.id) / vocabulary;
  return 0.1 + 0.9 * (vocabulary / Math.max(vocabulary, step.after));
}

function detail(step: TokenizerStep): string {
  if (step.type === "merge") return `${step.left} + ${step.right} → ${step.token}`;
  return step.type === "pruning" ? `${step.before} → ${step.after}` : "";
}
