import { useEffect, useRef, useState } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
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
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => notify({ text: say("copied") }),
      () => {},
    );
  useEffect(() => {
    if (!isOpen) return;
    const leave = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", leave);
    return () => removeEventListener("pointerdown", leave);
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the list from any of its buttons
    <div
      ref={place}
      className={css["place"]}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        place.current?.querySelector("button")?.focus();
      }}
    >
      <IconButton icon="export" label={say("export")} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      {isOpen && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a press on any button inside closes the list
        // biome-ignore lint/a11y/noStaticElementInteractions: the same
        <div className={css["list"]} onClick={() => setOpen(false)}>
          <Button look="quiet" icon="copy" onClick={() => copy(json())}>
            {say("export.copy-json")}
          </Button>
          <Button look="quiet" icon="export" onClick={() => save("answer.json", "application/json", json())}>
            {say("export.json")}
          </Button>
          {answer.tokens.length > 0 && (
            <Button look="quiet" icon="export" onClick={() => save("tokens.csv", "text/csv", tokensCsv(answer.tokens))}>
              {say("export.tokens")}
            </Button>
          )}
          {answer.retrieved && (
            <Button
              look="quiet"
              icon="export"
              onClick={() => save("passages.csv", "text/csv", passagesCsv(answer.retrieved?.passages ?? []))}
            >
              {say("export.passages")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Hands the reader a file that was made here. */
function save(name: string, type: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
