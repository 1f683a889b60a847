import { citationsOf } from "#knowledge/answer/citations.ts";
import { askPrompt } from "#knowledge/answer/prompt.ts";
import type { AskEvent } from "#knowledge/passage.ts";
import type { Found } from "#knowledge/search/search.ts";
import type { LanguageModel, Message, Sampling, Timings } from "#runtime/runtime.ts";
import { answerWords } from "#words/answers.ts";

export interface AskOptions {
  readonly history?: readonly Message[];
  readonly sampling?: Sampling;
  /** Language of “not in your texts”. Default: the question's. */
  readonly language?: "en" | "es";
  readonly signal?: AbortSignal;
}

/** Answers are short: a sentence or two. */
const defaults: Sampling = { temperature: 0, maxTokens: 160, stop: ["\nQuestion:"] };

/**
 * Answers a question from passages: the prompt, then the model's tokens as they come, then the answer with its sources.
 * If the texts hold no answer, it says so, and the model is not asked.
 */
export async function* answerFrom(
  found: Found,
  question: string,
  model: LanguageModel,
  options: AskOptions = {},
): AsyncGenerator<AskEvent> {
  const { history = [], sampling = {}, signal } = options;
  const { passages, answerable } = found;
  if (!answerable.answerable || passages.length === 0) {
    const answer = answerWords[options.language ?? found.language].notInTexts;
    yield { type: "answer", answer, answered: false, citations: [] };
    return;
  }
  const prompt = await askPrompt(model, question, passages, history);
  const shown = passages.slice(0, prompt.used);
  yield {
    type: "prompt",
    text: prompt.text,
    parts: prompt.parts,
    ...(prompt.tokens > 0 ? { tokens: prompt.tokens } : {}),
  };
  let answer = "";
  let timings: Timings | undefined;
  const settings = { ...defaults, ...sampling };
  const events = model.card.abilities.tokens
    ? model.generate({ text: prompt.text }, settings, signal)
    : model.chat(prompt.messages, settings, signal);
  for await (const event of events) {
    if (event.type === "token") answer += event.text;
    if (event.type === "done") timings = event.timings;
    yield event;
  }
  const citations = citationsOf(answer, question, shown);
  yield { type: "answer", answer: answer.trim(), answered: true, citations, ...(timings ? { timings } : {}) };
}
