import type { CliCommand } from "#cli/command.ts";
import { ask } from "#cli/commands/ask.ts";
import { bench } from "#cli/commands/bench.ts";
import { chat } from "#cli/commands/chat.ts";
import { detokenize } from "#cli/commands/detokenize.ts";
import { embed } from "#cli/commands/embed.ts";
import { generate } from "#cli/commands/generate.ts";
import { index } from "#cli/commands/index-documents.ts";
import { inspect } from "#cli/commands/inspect.ts";
import { models } from "#cli/commands/models.ts";
import { search } from "#cli/commands/search.ts";
import { serve } from "#cli/commands/serve.ts";
import { start } from "#cli/commands/start.ts";
import { tokenize } from "#cli/commands/tokenize.ts";
import { tokenizer } from "#cli/commands/tokenizer.ts";
import { trace } from "#cli/commands/trace.ts";

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [
  start,
  serve,
  ask,
  search,
  index,
  chat,
  generate,
  models,
  inspect,
  trace,
  embed,
  tokenize,
  detokenize,
  tokenizer,
  bench,
];
