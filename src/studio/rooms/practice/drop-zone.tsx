import { type DragEvent, useEffect, useState } from "react";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Icon } from "#studio/parts/icon.tsx";
import { fromDrop } from "#studio/rooms/practice/picked-files.ts";
import { useCollecting } from "#studio/rooms/practice/use-collecting.ts";
import css from "./drop-zone.module.css";

/** While files are dragged over the studio: two panes to drop them on, this collection and a new one. */
export function DropZone() {
  const { say, language } = useSpeech();
  const { collection } = useHouse();
  const collect = useCollecting();
  const [shown, setShown] = useState(false);
  const [over, setOver] = useState<"here" | "new">();
  useEffect(() => {
    const enter = (event: globalThis.DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) setShown(true);
    };
    const leave = (event: globalThis.DragEvent) => {
      if (event.relatedTarget === null) setShown(false);
    };
    // A file that misses the panes must not take the page away.
    const keep = (event: globalThis.DragEvent) => event.preventDefault();
    const end = () => setShown(false);
    const cancel = (event: KeyboardEvent) => event.key === "Escape" && setShown(false);
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
    addEventListener("dragend", end);
    addEventListener("keydown", cancel);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", keep);
      removeEventListener("drop", keep);
      removeEventListener("dragend", end);
      removeEventListener("keydown", cancel);
    };
  }, []);
  async function drop(event: DragEvent, fresh: boolean) {
    event.preventDefault();
    setShown(false);
    const picked = await fromDrop(event.dataTransfer);
    if (picked.length > 0) await collect(picked, fresh);
  }
  if (!shown) return null;
  return (
    <section className={css["zone"]} aria-label={say("texts.title")}>
      {collection && (
        // biome-ignore lint/a11y/noStaticElementInteractions: dragging is the mouse's way; Files and Folder are the keyboard's
        <div
          className={css["pane"]}
          data-drop="here"
          data-over={over === "here"}
          onDragEnter={() => setOver("here")}
          onDrop={(event) => void drop(event, false)}
        >
          <Icon name="folder" size={28} />
          <p>{say("drop.here", { title: collection.title[language] })}</p>
          <small>{say("drop.kinds")}</small>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is the mouse's way; Files and Folder are the keyboard's */}
      <div
        className={css["pane"]}
        data-drop="new"
        data-over={over === "new"}
        onDragEnter={() => setOver("new")}
        onDrop={(event) => void drop(event, true)}
      >
        <Icon name="add" size={28} />
        <p>{say("drop.new")}</p>
        <small>{say("drop.kinds")}</small>
      </div>
    </section>
  );
}
