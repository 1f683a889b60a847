import { type ReactNode, useEffect, useId, useRef } from "react";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import css from "./dialog.module.css";

interface DialogProps {
  readonly title: string;
  readonly lead?: string;
  readonly width?: number;
  readonly children: ReactNode;
  close(): void;
}

/** A sheet over the studio. The browser's own dialog keeps the focus inside, gives it back, and closes on Escape. */
export function Dialog({ title, lead, width = 560, children, close }: DialogProps) {
  const { say } = useSpeech();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>("[data-first]")?.focus(); // else the browser's choice, the way out
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Escape, which the browser gives
    <dialog
      ref={element}
      className={css["dialog"]}
      style={{ "--width": `${width}px` }}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === element.current && close()}
    >
      <div className={css["sheet"]}>
        <header className={css["head"]}>
          <div>
            <h2 id={id}>{title}</h2>
            {lead && <p>{lead}</p>}
          </div>
          <IconButton icon="close" label={say("close")} onClick={close} />
        </header>
        <div className={css["body"]}>{children}</div>
      </div>
    </dialog>
  );
}
