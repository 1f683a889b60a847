import { Option } from "commander";
import { assert } from "#base/assert.ts";
import { VitralError } from "#base/error.ts";
import type { CliCommand, Desk } from "#cli/command.ts";
import { retrievedJson } from "#cli/commands/search.ts";
import { openSpeaker } from "#cli/models.ts";
import { engineOptions, jsonOption, modelOption, numberOption } from "#cli/options.ts";
import { openTexts, type TextFlags, textOptions } from "#cli/texts.ts";
import type { AskEvent, Citation, Retrieved } from "#knowledge/passage.ts";
import type { LanguageModel } from "#runtime/runtime.ts";

interface Flags extends TextFlags {
  readonly model: string;
  readonly top: number;
  readonly explain?: true;
  readonly json?: true;
}

type Answered = Extract<AskEvent, { type: "answer" }>;

export const ask: CliCommand = {
  name: "ask",
  define(command, desk) {
    const { say, output, signal } = desk;
    command.argument("<question>", say("argument.question"));
    for (const option of textOptions(desk)) command.addOption(option);
    command
      .addOption(modelOption(desk))
      .addOption(numberOption("--top <K>", say("option.top"), 1, 50).default(4))
      .addOption(new Option("--explain", say("option.explain")));
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (question: string, flags: Flags) => {
      const { knowledge, collection, close } = await openTexts(desk, flags);
      let model: LanguageModel | undefined;
      try {
        const speaker = await openSpeaker(desk, flags.model, flags);
        model = speaker.model;
        if (flags.explain && !model.score) throw new VitralError("runtime.hidden", { name: model.card.name });
        const begun = performance.now();
        const events = knowledge.ask(collection, question, model, { top: flags.top, signal });
        const found = await listen(events, flags.json ? undefined : output.write);
        const totalMs = performance.now() - begun;
        const influences =
          flags.explain && found.answer.answered
            ? await (await import("#knowledge/answer/explain.ts")).explain(
                model,
                question,
                found.answer.answer,
                found.passages,
                signal,
              )
            : undefined;
        if (flags.json) {
          output.json({
            answer: found.answer.answer,
            answered: found.answer.answered,
            citations: found.answer.citations.map(citationJson),
            retrieved: found.passages.map(retrievedJson),
            prompt: found.prompt,
            timings: { loadMs: speaker.loadMs, searchMs: found.searchMs, totalMs, ...found.answer.timings },
            ...(influences && { explain: influences }),
          });
          return;
        }
        output.line();
        const sources = found.answer.citations.map((citation) => shownSource(citation, desk));
        if (sources.length > 0) output.line([``, say("ask.sources"), ...sources].join("\n"));
        for (const { marker, logprobChange } of influences ?? [])
          output.line(say("ask.influence", { marker, change: logprobChange.toFixed(2) }));
      } finally {
        await model?.close();
        await close();
      }
    });
  },
};

/** Hears an answer to its end; `show` gets its text as it comes. */
async function listen(
  events: AsyncIterable<AskEvent>,
  show: (piece: string) => void = () => {},
): Promise<{ passages: readonly Retrieved[]; searchMs: number; prompt: string | null; answer: Answered }> {
  let passages: readonly Retrieved[] = [];
  let searchMs = 0;
  let prompt: string | null = null;
  let answer: Answered | undefined;
  let hasSpoken = false;
  for await (const event of events) {
    if (event.type === "retrieved") ({ passages, ms: searchMs } = event);
    if (event.type === "prompt") prompt = event.text;
    if (event.type === "token") {
      show(hasSpoken ? event.text : event.text.trimStart());
      hasSpoken ||= event.text.trim() !== "";
    }
    if (event.type === "answer") answer = event;
  }
  assert(answer !== undefined, "an answer ends with `answer`");
  if (!hasSpoken) show(answer.answer);
  return { passages, searchMs, prompt, answer };
}

const citationJson = ({ marker, document, start, end, text }: Citation): Record<string, unknown> => ({
  marker,
  document: document.path,
  start,
  end,
  text,
});

function shownSource({ marker, document, page, text }: Citation, { say }: Desk): string {
  const place = page === undefined ? "" : say("search.page", { page });
  return `[${marker}] ${document.title}${place}: «${text.replaceAll(/\s+/g, " ")}»`;
}
