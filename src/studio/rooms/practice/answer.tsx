import { useMemo } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import { copyText } from "#studio/parts/save.ts";
import { AnswerText } from "#studio/rooms/practice/answer-text.tsx";
import { CitationMark } from "#studio/rooms/practice/citation-mark.tsx";
import { Quotes } from "#studio/rooms/practice/quotes.tsx";
import { type AnswerSoFar, readAnswer } from "#studio/rooms/practice/read-answer.ts";
import type { StageTurn } from "#studio/rooms/practice/use-conversation.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./answer.module.css";

interface AnswerProps {
  /** The turn's place in the conversation, which the address names. */
  readonly at: number;
  readonly turn: StageTurn;
  retry(): void;
}

/** An answer: its text with its marks, the sentences it stands on, and what it took. */
export function Answer({ at, turn, retry }: AnswerProps) {
  const { say } = useSpeech();
  const { openGlass, isGlassOpen } = useHouse();
  const { route, go } = useRoute();
  const answer = useMemo(() => readAnswer(turn.events ?? []), [turn.events]);
  const text = answer.text || turn.content;
  const isShown = isGlassOpen && route.turn === String(at);
  const isStopped =
    !turn.isLive && !turn.failure && !answer.answer && (answer.finishReason ?? "cancelled") === "cancelled";
  const refused = answer.answer?.answered === false;
  const look = (token?: number) => {
    go(
      { turn: String(at), token: token?.toString(), ...(token === undefined ? {} : { leaf: "token" }) },
      { replace: true },
    );
    openGlass(true);
  };
  return (
    <article className={css["answer"]} aria-label={say("answer")} aria-busy={turn.isLive}>
      <h2 className="unseen">{say("answer")}</h2>
      {turn.isLive && <Working answer={answer} />}
      {refused && <p className={css["refused"]}>{say("answer.not-in-texts")}</p>}
      <AnswerText
        text={text}
        answer={answer}
        isLive={turn.isLive === true}
        isTinted={isShown}
        chosen={isShown && route.token !== undefined ? Number(route.token) : undefined}
        look={look}
      />
      {!turn.isLive && <Rests answer={answer} />}
      {!turn.isLive && answer.retrieved && <Quotes answer={answer} />}
      {isStopped && <p className={css["note"]}>{say("answer.stopped")}</p>}
      {answer.finishReason === "length" && <p className={css["note"]}>{say("answer.length")}</p>}
      {turn.failure && turn.failure.code !== "stopped" && <Fault failure={turn.failure} retry={retry} />}
      {!turn.isLive && !turn.failure && <Foot answer={answer} text={text} retry={retry} look={() => look()} />}
      <p className="unseen" role="status">
        {turn.isLive ? "" : text}
      </p>
    </article>
  );
}

/** What is being done before the first word: searching, then reading the prompt. */
function Working({ answer }: { readonly answer: AnswerSoFar }) {
  const { say, count } = useSpeech();
  if (answer.tokens.length > 0) return null;
  const label = answer.prompt
    ? say("answer.reading", { tokens: count("tokens", answer.prompt.tokens ?? 0) })
    : say(answer.retrieved ? "answer.preparing" : "answer.searching");
  return (
    <div className={css["working"]} role="status">
      <p>{label}</p>
      <Progress label={label} done={answer.prefill} />
    </div>
  );
}

/** The sources of an answer that the model marked with none: found by the words that they share. */
function Rests({ answer }: { readonly answer: AnswerSoFar }) {
  const { say } = useSpeech();
  const { citations = [] } = answer.answer ?? {};
  const unmarked = citations.filter(({ marker }) => !answer.text.includes(`[${marker}]`));
  if (unmarked.length === 0) return null;
  return (
    <p className={css["note"]}>
      {say("answer.rests")}
      {unmarked.map((citation) => (
        <CitationMark key={citation.marker} citation={citation} />
      ))}
    </p>
  );
}

interface FootProps {
  readonly answer: AnswerSoFar;
  readonly text: string;
  retry(): void;
  look(): void;
}

function Foot({ answer, text, retry, look }: FootProps) {
  const { say, number } = useSpeech();
  const { notify } = useHouse();
  const { timings, retrieved } = answer;
  const seconds = (ms: number) => number(ms / 1000, { maximumSignificantDigits: 2 });
  const copy = async () => notify({ text: say((await copyText(text)) ? "copied" : "copy.refused") });
  return (
    <footer className={css["foot"]}>
      {timings && timings.completionTokens > 0 && (
        <p>
          {say("answer.speed", { speed: number(timings.decodeTokensPerSecond, { maximumFractionDigits: 1 }) })}
          {" · "}
          <span
            title={
              retrieved &&
              say("answer.first.parts", { search: seconds(retrieved.ms), model: seconds(timings.firstTokenMs) })
            }
          >
            {say("answer.first", { seconds: seconds((retrieved?.ms ?? 0) + timings.firstTokenMs) })}
          </span>
        </p>
      )}
      <div>
        <Button look="quiet" icon="glass" onClick={look}>
          {say("answer.why")}
        </Button>
        <Button look="quiet" icon="retry" onClick={retry}>
          {say("retry")}
        </Button>
        <Button look="quiet" icon="copy" onClick={() => void copy()}>
          {say("copy")}
        </Button>
      </div>
    </footer>
  );
}
