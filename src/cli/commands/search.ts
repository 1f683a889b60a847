import type { CliCommand, Desk } from "#cli/command.ts";
import { engineOptions, jsonOption, numberOption } from "#cli/options.ts";
import { openTexts, type TextFlags, textOptions } from "#cli/texts.ts";
import type { Retrieved } from "#knowledge/passage.ts";

interface Flags extends TextFlags {
  readonly top: number;
  readonly json?: true;
}

export const search: CliCommand = {
  name: "search",
  define(command, desk) {
    const { say, output, signal } = desk;
    command.argument("<query>", say("argument.query"));
    for (const option of textOptions(desk)) command.addOption(option);
    command.addOption(numberOption("--top <K>", say("option.top"), 1, 1000).default(10));
    for (const option of engineOptions(desk)) command.addOption(option);
    command.addOption(jsonOption(desk)).action(async (query: string, flags: Flags) => {
      const { knowledge, collection, close } = await openTexts(desk, flags);
      try {
        const { passages } = await knowledge.search(collection, query, { top: flags.top, quotes: false, signal });
        if (flags.json) output.json(passages.map(retrievedJson));
        else if (passages.length === 0) output.line(say("search.none"));
        else output.line(passages.map((passage, i) => shown(passage, i + 1, desk)).join("\n\n"));
      } finally {
        await close();
      }
    });
  },
};

/** A passage as the contract's JSON tells it; a rank is null where that half did not find it. */
export const retrievedJson = (passage: Retrieved): Record<string, unknown> => ({
  document: passage.document.path,
  title: passage.document.title,
  chunk: passage.chunk,
  start: passage.start,
  end: passage.end,
  text: passage.text,
  ...(passage.page !== undefined && { page: passage.page }),
  score: passage.score,
  vectorRank: passage.vectorRank ?? null,
  textRank: passage.textRank ?? null,
});

function shown(passage: Retrieved, rank: number, { say }: Desk): string {
  const { document, page, vectorRank = "–", textRank = "–", text } = passage;
  const place = page === undefined ? "" : say("search.page", { page });
  const head = say("search.line", { rank, title: document.title, page: place, vector: vectorRank, text: textRank });
  return `${head}\n   ${document.path}\n   ${text.replaceAll(/\s+/g, " ").slice(0, 300)}`;
}
