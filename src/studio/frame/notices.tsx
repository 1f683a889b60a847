import { useEffect } from "react";
import type { Notice } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import css from "./notices.module.css";

const shownMs = { plain: 4000, undoable: 8000 };

/** One word to the reader at a time, read out politely. What can be undone happens only when it goes away. */
export function Notices({ notice, clear }: { readonly notice: Notice | undefined; clear(): void }) {
  const { say } = useSpeech();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each notice has its own time; `clear` is new at every render
  useEffect(() => {
    if (!notice) return;
    let undone = false;
    const timer = setTimeout(clear, notice.undo ? shownMs.undoable : shownMs.plain);
    const settle = () => {
      if (!undone) notice.settle?.();
    };
    const undo = notice.undo;
    const withdraw = () => {
      undone = true;
      undo?.();
      clear();
    };
    addEventListener("vitral-undo", withdraw);
    addEventListener("pagehide", settle);
    return () => {
      clearTimeout(timer);
      removeEventListener("vitral-undo", withdraw);
      removeEventListener("pagehide", settle);
      settle();
    };
  }, [notice]);
  return (
    <div role="status" aria-live="polite" className={css["place"]}>
      {notice && (
        <div className={css["notice"]}>
          <span>{notice.text}</span>
          {notice.undo && (
            <Button look="quiet" onClick={() => dispatchEvent(new Event("vitral-undo"))}>
              {say("undo")}
            </Button>
          )}
          <IconButton icon="close" label={say("close")} onClick={clear} />
        </div>
      )}
    </div>
  );
}
