import { Mark } from "#studio/frame/mark.tsx";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { AddTexts } from "#studio/rooms/practice/add-texts.tsx";
import type { AnswerSource } from "#studio/rooms/practice/answer-source.ts";
import css from "./empty-stage.module.css";

const shown = 6;
const hues = ["token", "embedding", "key", "query", "position", "logit"] as const;

interface EmptyProps {
  readonly source: AnswerSource;
  ask(question: string): void;
}

/** A conversation that has not begun: what to do next, and questions that the texts answer. */
export function EmptyStage({ source, ask }: EmptyProps) {
  const { say, language } = useSpeech();
  const { server, collection, indexing } = useHouse();
  if (!server.state) return null;
  const suggestions = source === "texts" ? (collection?.suggestions[language] ?? []).slice(0, shown) : [];
  const isBare = !collection || (source === "texts" && collection.documents === 0);
  const isComing = indexing.job?.isLive === true || server.state.busy?.what === "index";
  if (isBare && isComing) return null; // what is being read is told above, or on the shelf
  return (
    <section className={css["empty"]}>
      <Mark size={46} />
      <h2>{say(isBare ? "empty.bare" : source === "alone" ? "empty.alone" : "empty.ask")}</h2>
      <p>
        {isBare
          ? say("empty.bare.lead")
          : source === "alone"
            ? say("empty.alone.lead")
            : say("empty.ask.lead", { title: collection.title[language] })}
      </p>
      {isBare && (
        <div className={css["add"]}>
          <AddTexts />
        </div>
      )}
      {suggestions.length > 0 && (
        <ul className={css["window"]}>
          {suggestions.map((question, i) => (
            <li key={question} style={{ "--tint": `var(--${hues[i % hues.length]})` }}>
              <button type="button" onClick={() => ask(question)} disabled={!server.state?.model}>
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
      {!isBare && source === "texts" && (
        <div className={css["own"]}>
          <p>{say("empty.own")}</p>
          <AddTexts fresh />
        </div>
      )}
    </section>
  );
}
