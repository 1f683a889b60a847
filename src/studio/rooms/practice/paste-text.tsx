import { type FormEvent, useState } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
import { useCollecting } from "#studio/rooms/practice/use-collecting.ts";
import css from "./paste-text.module.css";

/** A text that has no file: give it a title, paste it, and it goes into the collection like any other. */
export function PasteText({ fresh: wanted, close }: { readonly fresh: boolean; close(): void }) {
  const { say, language } = useSpeech();
  const { collection } = useHouse();
  const collect = useCollecting();
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [fresh, setFresh] = useState(wanted || !collection);
  const ready = title.trim() !== "" && text.trim() !== "";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    void collect({ title: title.trim(), text }, fresh);
    close();
  }
  return (
    <Dialog title={say("texts.paste")} width={640} close={close}>
      <form className={css["form"]} onSubmit={submit}>
        <label htmlFor="paste-title">{say("texts.paste.title")}</label>
        <input
          id="paste-title"
          data-first
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
        />
        <label htmlFor="paste-text">{say("texts.paste.text")}</label>
        <textarea id="paste-text" rows={10} value={text} onChange={(event) => setText(event.target.value)} />
        <div className={css["foot"]}>
          {collection && (
            <label className={css["check"]}>
              <input type="checkbox" checked={fresh} onChange={(event) => setFresh(event.target.checked)} />
              {say("texts.paste.new", { title: collection.title[language] })}
            </label>
          )}
          <Button type="submit" look="main" disabled={!ready}>
            {say("texts.add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
