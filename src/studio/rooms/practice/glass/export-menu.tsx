import { useRef, useState } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { copyText, save } from "#studio/parts/save.ts";
import { useLeave } from "#studio/parts/use-leave.ts";
import { passagesCsv, tokensCsv } from "#studio/rooms/practice/glass/answer-csv.ts";
import type { AnswerSoFar } from "#studio/rooms/practice/read-answer.ts";
import css from "./export-menu.module.css";

interface MenuProps {
  readonly answer: AnswerSoFar;
  readonly question: string;
}

/** All that the glass knows of an answer, to copy or to save. */
export function ExportMenu({ answer, question }: MenuProps) {
  const { say } = useSpeech();
  const { notify } = useHouse();
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const json = () => JSON.stringify({ question, ...answer }, null, 2);
  const copy = async (text: string) => notify({ text: say((await copyText(text)) ? "copied" : "copy.refused") });
  useLeave(place, isOpen, () => {
    setOpen(false);
    place.current?.querySelector("button")?.focus();
  });
  return (
    <div ref={place} className={css["place"]}>
      <IconButton icon="export" label={say("export")} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      {isOpen && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a press on any button inside closes the list
        // biome-ignore lint/a11y/noStaticElementInteractions: the same
        <div className={css["list"]} onClick={() => setOpen(false)}>
          <Button look="quiet" icon="copy" onClick={() => void copy(json())}>
            {say("export.copy-json")}
          </Button>
          <Button look="quiet" icon="export" onClick={() => save("answer.json", json(), "application/json")}>
            {say("export.json")}
          </Button>
          {answer.tokens.length > 0 && (
            <Button look="quiet" icon="export" onClick={() => save("tokens.csv", tokensCsv(answer.tokens), "text/csv")}>
              {say("export.tokens")}
            </Button>
          )}
          {answer.retrieved && (
            <Button
              look="quiet"
              icon="export"
              onClick={() => save("passages.csv", passagesCsv(answer.retrieved?.passages ?? []), "text/csv")}
            >
              {say("export.passages")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
