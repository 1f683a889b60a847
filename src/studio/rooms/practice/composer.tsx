import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useHouse } from "#studio/house.tsx";
import { useKept } from "#studio/kept.ts";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import type { AnswerSource } from "#studio/rooms/practice/answer-source.ts";
import type { Chosen } from "#studio/rooms/practice/sampling.ts";
import { SamplingPanel } from "#studio/rooms/practice/sampling-panel.tsx";
import css from "./composer.module.css";

interface ComposerProps {
  readonly source: AnswerSource;
  setSource(source: AnswerSource): void;
  readonly chosen: Chosen;
  setChosen(chosen: Chosen): void;
  readonly isLive: boolean;
  ask(question: string): void;
  stop(): void;
}

/** Where the question is written, and how it is to be answered. What was typed stays until it is asked, reloads included. */
export function Composer({ source, setSource, chosen, setChosen, isLive, ask, stop }: ComposerProps) {
  const { say, count } = useSpeech();
  const { server, collection } = useHouse();
  const [draft, setDraft] = useKept("draft", "");
  const [isTuning, setTuning] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = server.state?.model !== undefined;
  const changed = Object.keys(chosen).length;
  const isEmpty = source === "texts" && collection?.documents === 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the field is as tall as what is written in it
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 200)}px`;
  }, [draft, ready]);

  function send() {
    if (draft.trim() === "" || isLive || !ready || isEmpty) return;
    ask(draft.trim());
    setDraft("");
  }
  function keys(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }
  return (
    <div className={css["place"]}>
      {isTuning && <SamplingPanel chosen={chosen} choose={setChosen} close={() => setTuning(false)} />}
      <form
        className={css["composer"]}
        data-stay
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          id="ask"
          ref={field}
          rows={1}
          value={draft}
          aria-label={say("ask.label")}
          placeholder={say(ready ? "ask.placeholder" : "ask.waiting")}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={keys}
        />
        <div className={css["row"]}>
          <fieldset className={css["source"]}>
            <legend className="unseen">{say("ask.source")}</legend>
            {(["texts", "alone"] as const).map((each) => (
              <label key={each} data-on={source === each} data-off={each === "texts" && !collection}>
                <input
                  type="radio"
                  name="source"
                  className="unseen"
                  checked={source === each}
                  disabled={each === "texts" && !collection}
                  onChange={() => setSource(each)}
                />
                {say(`ask.${each}`)}
              </label>
            ))}
          </fieldset>
          <IconButton
            icon="sliders"
            label={changed > 0 ? count("set.changed", changed) : say("set.title")}
            className={css["tune"]}
            data-changed={changed > 0}
            aria-expanded={isTuning}
            onClick={() => setTuning(!isTuning)}
          />
          <span className={css["space"]} />
          {isLive ? (
            <Button look="main" icon="stop" onClick={stop}>
              <span className={css["word"]}>{say("stop")}</span>
            </Button>
          ) : (
            <Button look="main" type="submit" icon="send" disabled={!ready || isEmpty || draft.trim() === ""}>
              <span className={css["word"]}>{say("ask.send")}</span>
            </Button>
          )}
        </div>
      </form>
    </div>
  );
}
