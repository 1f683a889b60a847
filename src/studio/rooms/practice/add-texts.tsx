import { useRef } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { fromInput } from "#studio/rooms/practice/picked-files.ts";
import { useCollecting } from "#studio/rooms/practice/use-collecting.ts";
import css from "./add-texts.module.css";

/** Ways to put texts into the collection in use, or a new one: files, a folder, or pasted text. Dropping works anywhere. */
export function AddTexts({ fresh = false }: { readonly fresh?: boolean }) {
  const { say } = useSpeech();
  const { openSheet } = useHouse();
  const collect = useCollecting();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    const picked = fromInput(input.files ?? []);
    input.value = "";
    if (picked.length > 0) void collect(picked, fresh);
  };
  return (
    <div className={css["ways"]}>
      <Button icon="file" onClick={() => files.current?.click()}>
        {say("texts.files")}
      </Button>
      <Button icon="folder" onClick={() => folder.current?.click()}>
        {say("texts.folder")}
      </Button>
      <Button icon="paste" onClick={() => openSheet(fresh ? "paste-new" : "paste")}>
        {say("texts.paste.short")}
      </Button>
      <input
        ref={files}
        hidden
        type="file"
        multiple
        accept=".txt,.md,.markdown,.html,.htm,.pdf,.docx,.csv,.json,.jsonl"
        aria-label={say("texts.files")}
        data-pick={fresh ? "new" : "files"}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folder}
        hidden
        type="file"
        multiple
        {...{ webkitdirectory: "" }}
        aria-label={say("texts.folder")}
        onChange={(event) => take(event.target)}
      />
    </div>
  );
}
