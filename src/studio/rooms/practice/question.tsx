import { type KeyboardEvent, useState } from "react";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import css from "./question.module.css";

interface QuestionProps {
  readonly text: string;
  readonly busy: boolean;
  /** Nothing came back: the page was left, or the server was gone. */
  readonly unanswered: boolean;
  /** Asks again in this place; what follows is taken back. */
  ask(question: string): void;
}

/** What the reader asked; it can be edited and asked again. */
export function Question({ text, busy, unanswered, ask }: QuestionProps) {
  const { say } = useSpeech();
  const [draft, setDraft] = useState<string>();
  function send() {
    if (!draft?.trim()) return;
    setDraft(undefined);
    ask(draft.trim());
  }
  function keys(event: KeyboardEvent) {
    if (event.key === "Escape") setDraft(undefined);
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }
  if (draft !== undefined)
    return (
      <div className={css["edit"]}>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the reader just pressed Edit
          autoFocus
          rows={2}
          value={draft}
          aria-label={say("chat.edit")}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={keys}
        />
        <div>
          <Button onClick={() => setDraft(undefined)}>{say("cancel")}</Button>
          <Button look="main" onClick={send} disabled={draft.trim() === ""}>
            {say("chat.ask-again")}
          </Button>
        </div>
      </div>
    );
  return (
    <div className={css["question"]}>
      <div className={css["tools"]}>
        {unanswered && !busy && (
          <Button look="quiet" icon="retry" onClick={() => ask(text)}>
            {say("retry")}
          </Button>
        )}
        <IconButton icon="edit" label={say("chat.edit")} disabled={busy} onClick={() => setDraft(text)} />
      </div>
      <p>{text}</p>
    </div>
  );
}
