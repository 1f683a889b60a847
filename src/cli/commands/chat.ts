import { createInterface } from "node:readline/promises";
import { Option } from "commander";
import { gather, speedText } from "#cli/answer.ts";
import type { CliCommand, Desk } from "#cli/command.ts";
import { readStdin } from "#cli/lines.ts";
import { openSpeaker } from "#cli/models.ts";
import { type EngineFlags, engineOptions, jsonOption, modelOption } from "#cli/options.ts";
import { addSamplingOptions, type SamplingFlags, samplingOf } from "#cli/sampling.ts";
import type { LanguageModel, Message } from "#runtime/runtime.ts";

interface Flags extends EngineFlags, SamplingFlags {
  readonly model: string;
  readonly message?: string;
  readonly system?: string;
  readonly json?: true;
}

export const chat: CliCommand = {
  name: "chat",
  define(command, desk) {
    const { say, output, signal } = desk;
    command
      .addOption(modelOption(desk))
      .addOption(new Option("--message <TEXT>", say("option.message")))
      .addOption(new Option("--system <TEXT>", say("option.system")));
    addSamplingOptions(command, desk, defaults);
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (flags: Flags) => {
      const { model, loadMs } = await openSpeaker(desk, flags.model, flags);
      try {
        if (flags.message === undefined && !flags.json) return await converse(model, flags, desk);
        const said = flags.message === undefined || flags.message === "-" ? await readStdin() : flags.message;
        const messages = [...opening(flags), { role: "user", content: said } as const];
        const show = flags.json ? undefined : output.write;
        const answer = await gather(model.chat(messages, samplingOf(flags), signal), loadMs, show);
        if (flags.json) return output.json(answer);
        output.line();
        if (process.stderr.isTTY) output.note(speedText(answer, desk));
      } finally {
        await model.close();
      }
    });
  },
};

/** Small models go round in circles without them. */
const defaults = { maxTokens: 1024, repeatPenalty: 1.1 };

const opening = ({ system }: Flags): Message[] => (system === undefined ? [] : [{ role: "system", content: system }]);

/** Turn by turn until stdin ends. Ctrl-C stops an answer, which is kept as far as it came; with none, it ends. */
async function converse(model: LanguageModel, flags: Flags, { say, output, signal }: Desk): Promise<void> {
  const isTerminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: isTerminal });
  let answering: AbortController | undefined;
  const stop = (): void => (answering ? answering.abort() : lines.close());
  lines.on("SIGINT", stop);
  signal.addEventListener("abort", stop);
  if (isTerminal) {
    output.note(say("chat.hint"));
    lines.setPrompt(`${say("chat.you")} › `);
    lines.prompt();
  }
  const messages = opening(flags);
  for await (const line of lines) {
    if (line.trim() !== "") {
      messages.push({ role: "user", content: line });
      answering = new AbortController();
      const answer = await gather(model.chat(messages, samplingOf(flags), answering.signal), 0, output.write);
      answering = undefined;
      output.line();
      messages.push({ role: "assistant", content: answer.text });
    }
    if (signal.aborted) return;
    if (isTerminal) lines.prompt();
  }
}
