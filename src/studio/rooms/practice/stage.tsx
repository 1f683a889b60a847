import { useEffect, useRef } from "react";
import { useHouse } from "#studio/house.tsx";
import { useKept } from "#studio/kept.ts";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Answer } from "#studio/rooms/practice/answer.tsx";
import type { AnswerSource } from "#studio/rooms/practice/answer-source.ts";
import { Composer } from "#studio/rooms/practice/composer.tsx";
import { EmptyStage } from "#studio/rooms/practice/empty-stage.tsx";
import { Question } from "#studio/rooms/practice/question.tsx";
import { alternatives, type Chosen } from "#studio/rooms/practice/sampling.ts";
import type { Manner, Talk } from "#studio/rooms/practice/use-conversation.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./stage.module.css";

/** A reader this close to the end, in pixels, follows it. */
const nearEnd = 80;

/** The conversation: questions and answers, and where the next question is written. */
export function Stage({ talk }: { readonly talk: Talk }) {
  const { say, language } = useSpeech();
  const { collection } = useHouse();
  const { route, go } = useRoute();
  const [kept, setSource] = useKept<AnswerSource>("source", "texts");
  const [chosen, setChosen] = useKept<Chosen>("sampling", {});
  const end = useRef<HTMLDivElement>(null);
  const source: AnswerSource = collection ? kept : "alone";
  const manner: Manner = {
    language,
    sampling: { ...chosen, logprobs: alternatives },
    ...(source === "texts" && collection ? { collection: collection.name } : {}),
  };
  useFollow(end, talk);

  return (
    <>
      <div className={css["scroll"]}>
        <div className={css["column"]}>
          {talk.failure?.code === "server.missing" ? (
            <div className={css["missing"]} role="alert">
              <p>{say("chat.missing")}</p>
              <Button icon="add" onClick={() => go({ conversation: undefined, turn: undefined, token: undefined })}>
                {say("chat.new")}
              </Button>
            </div>
          ) : (
            talk.failure && <Fault failure={talk.failure} retry={talk.reload} />
          )}
          {talk.turns.length === 0 && !talk.failure && !route.conversation && (
            <EmptyStage source={source} ask={(question) => talk.ask(question, manner)} />
          )}
          {talk.turns.map((turn, i) =>
            turn.role === "user" ? (
              <Question
                // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
                key={i}
                text={turn.content}
                busy={talk.isLive}
                unanswered={i === talk.turns.length - 1}
                ask={(question) => talk.ask(question, manner, i)}
              />
            ) : (
              <Answer
                // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
                key={i}
                at={i}
                turn={turn}
                retry={() => talk.ask(talk.turns[i - 1]?.content ?? "", manner, i - 1)}
              />
            ),
          )}
          <div ref={end} />
        </div>
      </div>
      <Composer
        source={source}
        setSource={setSource}
        chosen={chosen}
        setChosen={setChosen}
        isLive={talk.isLive}
        ask={(question) => talk.ask(question, manner)}
        stop={talk.stop}
      />
    </>
  );
}

/** Keeps the end of the conversation in sight while it grows, unless the reader scrolled away from it. */
function useFollow(end: React.RefObject<HTMLDivElement | null>, { turns }: Talk): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const scroll = end.current?.closest(`.${css["scroll"]}`);
    let last = 0;
    const look = () => {
      if (!scroll) return;
      const isNear = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd;
      if (isNear || scroll.scrollTop < last) isAtEnd.current = isNear; // an answer that grew fast is nobody's scrolling
      last = scroll.scrollTop;
    };
    scroll?.addEventListener("scroll", look, { passive: true });
    return () => scroll?.removeEventListener("scroll", look);
  }, [end]);
  const count = turns.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is always brought into sight
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [count]);
  useEffect(() => {
    if (isAtEnd.current && turns.length > 0) end.current?.scrollIntoView({ block: "end" });
  }, [turns, end]);
}
