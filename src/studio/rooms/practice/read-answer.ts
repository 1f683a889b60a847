import type { AskEvent, GenerateEvent } from "#server/api.ts";

type Event<Type extends AskEvent["type"]> = Extract<AskEvent, { type: Type }>;
/** A token of the answer, as it came. */
export type AnswerToken = Event<"token">;
/** Events of an answer, from the texts or from the model alone. */
export type AnswerEvent = AskEvent | GenerateEvent;

/** An answer as its events tell it so far. */
export interface AnswerSoFar {
  /** What the reader sees, in Markdown. */
  readonly text: string;
  readonly tokens: readonly AnswerToken[];
  /** How much of the prompt has been read, in [0, 1]; absent before the reading starts and after it ends. */
  readonly prefill?: number;
  readonly retrieved?: Event<"retrieved">;
  readonly prompt?: Event<"prompt">;
  readonly answer?: Event<"answer">;
  readonly timings?: NonNullable<Event<"answer">["timings"]>;
  readonly finishReason?: Event<"done">["finishReason"];
}

/** Gathers the events of an answer. The text is the `answer` event's if there is one: it says what the texts do not hold. */
export function readAnswer(events: readonly AnswerEvent[]): AnswerSoFar {
  const of = <Type extends AskEvent["type"]>(type: Type) =>
    events.findLast((event): event is Event<Type> => event.type === type);
  const tokens = events.filter((event) => event.type === "token");
  const [retrieved, prompt, answer, done, prefill] = [
    of("retrieved"),
    of("prompt"),
    of("answer"),
    of("done"),
    of("prefill"),
  ];
  const timings = answer?.timings ?? done?.timings;
  return {
    text: answer?.answer ?? tokens.map(({ text }) => text).join(""),
    tokens,
    ...(prefill && tokens.length === 0 && prefill.total > 0 && !done ? { prefill: prefill.done / prefill.total } : {}),
    ...(retrieved ? { retrieved } : {}),
    ...(prompt ? { prompt } : {}),
    ...(answer ? { answer } : {}),
    ...(timings ? { timings } : {}),
    ...(done ? { finishReason: done.finishReason } : {}),
  };
}

/** Where each token stands in the answer's text; `undefined` for those that the text does not show. */
export type Place = readonly [start: number, end: number] | undefined;

/** How far a token may stand from where the last one ended: room for a mark `[12]` that was put in afterwards. */
const reach = 24;

/** Lays tokens along a text that they made, though blanks at its ends were cut off and marks may have been put in. */
export function placeTokens(tokens: readonly { readonly text: string }[], text: string): readonly Place[] {
  let at = 0;
  return tokens.map((token) => {
    for (const piece of [token.text, token.text.trimStart(), token.text.trim()]) {
      const start = piece === "" ? -1 : text.indexOf(piece, at);
      if (start < 0 || start - at > reach) continue;
      at = start + piece.length;
      return [start, at];
    }
    return undefined;
  });
}

/** The probability whose natural logarithm is `logprob`. */
export const probability = (logprob: number): number => Math.exp(logprob);
