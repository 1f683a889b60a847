import { useEffect, useMemo, useState } from "react";
import type { Encoding, PromptPart } from "#server/api.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import type { AnswerSoFar } from "#studio/rooms/practice/read-answer.ts";
import shared from "./answer-glass.module.css";
import css from "./prompt-leaf.module.css";

const origins = ["system", "passage", "history", "question", "template"] as const;

/** The exact text that the model read, coloured by where each stretch came from; and the tokens it was cut into. */
export function PromptLeaf({ answer }: { readonly answer: AnswerSoFar }) {
  const { say, count } = useSpeech();
  const { server } = useHouse();
  const [withTokens, setWithTokens] = useState(false);
  const { prompt } = answer;
  const tokens = useTokens(withTokens ? prompt?.text : undefined);
  const parts = useMemo(() => (prompt ? fillGaps(prompt.text, prompt.parts) : []), [prompt]);
  if (!prompt)
    return <p className={shared["none"]}>{say(answer.answer ? "glass.prompt.none" : "glass.prompt.hidden")}</p>;
  const present = origins.filter((origin) => parts.some((part) => part.origin === origin));
  return (
    <section className={shared["section"]}>
      <h3>
        {say("glass.prompt.title")} {prompt.tokens !== undefined && <code>{count("tokens", prompt.tokens)}</code>}
      </h3>
      <ul className={css["legend"]}>
        {present.map((origin) => (
          <li key={origin} data-origin={origin}>
            {say(`origin.${origin}`)}
          </li>
        ))}
      </ul>
      {server.state?.model?.abilities.tokens && (
        <button
          type="button"
          className={shared["switch"]}
          aria-pressed={withTokens}
          onClick={() => setWithTokens(!withTokens)}
        >
          {say(withTokens ? "glass.prompt.as-text" : "glass.prompt.as-tokens")}
        </button>
      )}
      <pre className={css["prompt"]}>
        {parts.map((part) => (
          <span key={part.start} data-origin={part.origin} title={nameOf(part)}>
            <span className="unseen">{`${nameOf(part)}: `}</span>
            {tokens ? inTokens(prompt.text, part, tokens) : prompt.text.slice(part.start, part.end)}
          </span>
        ))}
      </pre>
    </section>
  );

  function nameOf({ origin, marker }: PromptPart): string {
    return origin === "passage" && marker !== undefined
      ? say("origin.passage.n", { n: marker })
      : say(`origin.${origin}`);
  }
}

type Offsets = Encoding["offsets"];

function useTokens(text: string | undefined): Offsets | undefined {
  const { api } = useHouse();
  const [found, setFound] = useState<{ readonly text: string; readonly offsets: Offsets }>();
  useEffect(() => {
    if (text === undefined) return;
    const asked = new AbortController();
    api.ask<Encoding>("tokenize", { text, of: "model" }, asked.signal).then(
      ({ offsets }) => setFound({ text, offsets }),
      () => {},
    );
    return () => asked.abort();
  }, [api, text]);
  return found?.text === text ? found?.offsets : undefined;
}

/** Parts in order, with what lies between them as the template's. */
function fillGaps(text: string, parts: readonly PromptPart[]): readonly PromptPart[] {
  const whole: PromptPart[] = [];
  let at = 0;
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    if (part.start > at) whole.push({ origin: "template", start: at, end: part.start });
    const start = Math.max(at, part.start);
    if (part.end > start) whole.push({ ...part, start });
    at = Math.max(at, part.end);
  }
  if (at < text.length) whole.push({ origin: "template", start: at, end: text.length });
  return whole;
}

/** A part's text with each token in a box of its own; a token that straddles two parts is drawn in both. */
const inTokens = (text: string, { start, end }: PromptPart, offsets: Offsets) =>
  offsets
    .filter(([from, to]) => from < end && to > start)
    .map(([from, to]) => (
      <i key={from} className={css["token"]}>
        {text.slice(Math.max(from, start), Math.min(to, end))}
      </i>
    ));
