import type { PromptPart, Retrieved } from "#knowledge/passage.ts";
import type { LanguageModel, Message } from "#runtime/runtime.ts";

/** Room for passages in the prompt, in tokens: the first word must come soon on a small machine. */
const passageTokens = 420;
/**
 * A model with fewer parameters than this mixes passages up: it is shown the best one's marked sentence alone.
 * `node bench/examples.mjs --answers` counts what SmolLM2-135M answers rightly.
 */
const smallModel = 1e9;
/** Earlier turns that come along, in characters, the latest first. */
const historyCharacters = 600;

const system = "You are a helpful assistant. Answer the question in one short sentence, using only the passages.";

/** A prompt ready to be continued, with the origin of each stretch. */
export interface AskPrompt {
  readonly text: string;
  readonly parts: readonly PromptPart[];
  readonly tokens: number;
  /** Passages that found room: the first ones. */
  readonly used: number;
  readonly messages: readonly Message[];
}

/**
 * Passages, numbered, then the question, through the model's own chat template. What does not fit the budget is cut:
 * a long passage to the sentences around its quote, then the last passages.
 */
export async function askPrompt(
  model: LanguageModel,
  question: string,
  passages: readonly Retrieved[],
  history: readonly Message[],
): Promise<AskPrompt> {
  const budget = Math.min(passageTokens, Math.floor(model.contextLength * 0.6));
  const isSmall = (model.card.parameters ?? smallModel) < smallModel;
  const excerpts = isSmall ? passages.slice(0, 1).map(sentence) : passages.map(excerpt);
  const counts = await tokenCounts(model, excerpts);
  let used = 0;
  for (let total = 0; used < excerpts.length; used++) {
    total += counts[used] as number;
    if (used > 0 && total > budget) break;
  }
  const shown = excerpts.slice(0, used);
  const numbered = shown.map((text, i) => `[${i + 1}] ${text}`).join("\n\n");
  const user =
    used > 1
      ? `Passages:\n${numbered}\n\nUsing the passages, answer: ${question}`
      : `Passage: ${numbered}\n\nUsing the passage, answer: ${question}`;
  const messages: Message[] = [
    { role: "system", content: system },
    ...recent(history),
    { role: "user", content: user },
  ];
  const text = await rendered(model, messages);
  const [encoding] = model.card.abilities.tokens ? await model.tokenize([text], { special: false }) : [];
  return { text, parts: partsOf(text, shown, question, messages), tokens: encoding?.ids.length ?? 0, used, messages };
}

/** The prompt as the model reads it; for a runtime that hides its template, the messages one after another. */
async function rendered(model: LanguageModel, messages: readonly Message[]): Promise<string> {
  if (model.card.abilities.tokens) return model.render(messages);
  return messages.map(({ role, content }) => `${role}: ${content}`).join("\n\n");
}

async function tokenCounts(model: LanguageModel, texts: readonly string[]): Promise<number[]> {
  if (!model.card.abilities.tokens) return texts.map((text) => Math.ceil(text.length / 3.5));
  return (await model.tokenize(texts, { special: false })).map(({ ids }) => ids.length);
}

/** The sentence that answers best. */
const sentence = (passage: Retrieved): string => {
  const { text, start, quote } = passage;
  return quote ? text.slice(quote.start - start, quote.end - start) : excerpt(passage);
};

/** At most this much of one passage, around the sentence that answers best. */
const excerptCharacters = 700;

function excerpt({ text, start, quote }: Retrieved): string {
  const clean = text.trim();
  if (clean.length <= excerptCharacters) return clean;
  const middle = quote ? (quote.start + quote.end) / 2 - start : 0;
  const from = Math.max(0, Math.min(clean.length - excerptCharacters, Math.floor(middle - excerptCharacters / 2)));
  const begin = from === 0 ? 0 : clean.indexOf(" ", from) + 1;
  const end = clean.lastIndexOf(" ", from + excerptCharacters);
  return clean.slice(begin, end > begin ? end : from + excerptCharacters);
}

function recent(history: readonly Message[]): Message[] {
  const kept: Message[] = [];
  let characters = 0;
  for (const message of [...history].reverse()) {
    characters += message.content.length;
    if (characters > historyCharacters) break;
    kept.unshift(message);
  }
  return kept;
}

/** Finds each part again in the rendered prompt, in order; what belongs to none is the template's. */
function partsOf(text: string, shown: readonly string[], question: string, messages: readonly Message[]): PromptPart[] {
  const wanted: { origin: PromptPart["origin"]; content: string; marker?: number }[] = [
    { origin: "system", content: system },
    ...messages.slice(1, -1).map(({ content }) => ({ origin: "history" as const, content })),
    ...shown.map((content, i) => ({ origin: "passage" as const, content: `[${i + 1}] ${content}`, marker: i + 1 })),
    { origin: "question", content: question },
  ];
  const parts: PromptPart[] = [];
  let at = 0;
  for (const { origin, content, marker } of wanted) {
    const start = origin === "question" ? text.lastIndexOf(content) : text.indexOf(content, at);
    if (start < at) continue; // the template changed it
    if (start > at) parts.push({ origin: "template", start: at, end: start });
    parts.push({ origin, start, end: start + content.length, ...(marker === undefined ? {} : { marker }) });
    at = start + content.length;
  }
  if (at < text.length) parts.push({ origin: "template", start: at, end: text.length });
  return parts;
}
