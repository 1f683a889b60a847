import { type KeyboardEvent, useEffect, useRef } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { AlternativesTable } from "#studio/rooms/practice/glass/alternatives-table.tsx";
import { spell } from "#studio/rooms/practice/glass/spell.ts";
import { type AnswerSoFar, type AnswerToken, probability } from "#studio/rooms/practice/read-answer.ts";
import shared from "./answer-glass.module.css";
import css from "./token-leaf.module.css";

interface TokenLeafProps {
  readonly answer: AnswerSoFar;
  readonly isLive: boolean;
  /** Which of the answer's tokens, from 0. */
  readonly chosen: number;
  choose(token: number): void;
}

/** Token by token: the answer as the model made it, and at each step what else could have come, with true probabilities. */
export function TokenLeaf({ answer, isLive, chosen, choose }: TokenLeafProps) {
  const { say } = useSpeech();
  const { server } = useHouse();
  const { tokens } = answer;
  if (tokens.length === 0)
    return (
      <p className={shared["none"]}>
        {say(answer.answer?.answered === false ? "glass.token.refused" : "glass.token.none")}
      </p>
    );
  if (tokens.every(({ logprob }) => logprob === undefined))
    return <p className={shared["none"]}>{say("glass.token.hidden", { name: server.state?.model?.name ?? "" })}</p>;
  const at = Math.min(Math.max(chosen, 0), tokens.length - 1);
  const token = tokens[at] as AnswerToken;
  const before = answer.timings?.promptTokens ?? answer.prompt?.tokens;
  return (
    <>
      <section className={shared["section"]}>
        <h3>
          {say("glass.chosen")}
          {before !== undefined && <code>logits[{before - 1 + at}]</code>}
        </h3>
        <p className={css["token"]}>{spell(token)}</p>
        <AlternativesTable token={token} step={at} />
      </section>
      <section className={shared["section"]}>
        <h3>{say("glass.strip")}</h3>
        <p className={shared["explain"]}>{say("glass.strip.explain")}</p>
        <TokenStrip tokens={tokens} at={at} choose={choose} isLive={isLive} />
        <p className={css["ramp"]}>
          <span>0</span>
          <i aria-hidden />
          <span>1</span>
        </p>
      </section>
    </>
  );
}

interface StripProps {
  readonly tokens: readonly AnswerToken[];
  readonly at: number;
  readonly isLive: boolean;
  choose(token: number): void;
}

/** The answer's tokens in a row, tinted by their probability. Arrows walk along them. */
function TokenStrip({ tokens, at, isLive, choose }: StripProps) {
  const { say, number } = useSpeech();
  const strip = useRef<HTMLDivElement>(null);
  function keys(event: KeyboardEvent) {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tokens.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= tokens.length) return;
    event.preventDefault();
    choose(to);
    (strip.current?.children[to] as HTMLElement | undefined)?.focus();
  }
  useEffect(() => {
    if (!isLive) strip.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at, isLive]);
  return (
    <div ref={strip} className={css["strip"]} role="radiogroup" aria-label={say("glass.strip")} onKeyDown={keys}>
      {tokens.map((token, i) => {
        const p = token.logprob === undefined ? 0 : probability(token.logprob);
        const name = `${spell(token)} ${number(p, { style: "percent", maximumFractionDigits: 1 })}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a row of words to walk along; a native radio cannot hold a word
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the answer
            key={i}
            type="button"
            role="radio"
            aria-checked={i === at}
            aria-label={name}
            tabIndex={i === at ? 0 : -1}
            style={{ "--p": p }}
            onClick={() => choose(i)}
          >
            {spell(token)}
          </button>
        );
      })}
    </div>
  );
}
