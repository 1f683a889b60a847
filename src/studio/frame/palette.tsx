import { type KeyboardEvent, useId, useRef, useState } from "react";
import { type Command, useCommands } from "#studio/frame/use-commands.ts";
import { useSpeech } from "#studio/language.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
import { Icon } from "#studio/parts/icon.tsx";
import css from "./palette.module.css";

interface PaletteProps {
  close(): void;
  turnTheme(): void;
  turnLanguage(): void;
}

/** Everything the studio can do, found by typing. */
export function Palette({ close, turnTheme, turnLanguage }: PaletteProps) {
  const { say } = useSpeech();
  const commands = useCommands({ turnTheme, turnLanguage });
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = commands.filter(({ name, group }) => fits(typed, `${name} ${group}`));

  function run(command: Command | undefined) {
    if (!command) return;
    close();
    command.run();
  }
  function keys(event: KeyboardEvent) {
    if (event.key === "Enter") run(found[at]);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || found.length === 0) return;
    event.preventDefault();
    const next = (at + step + found.length) % found.length;
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  }
  return (
    <Dialog title={say("palette.title")} close={close}>
      <input
        data-first
        className={css["field"]}
        value={typed}
        placeholder={say("palette.placeholder")}
        role="combobox"
        aria-label={say("palette.placeholder")}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
        onKeyDown={keys}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
      />
      <div ref={list} id={id} role="listbox" aria-label={say("palette.title")} className={css["list"]}>
        {found.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go through the field, as the combobox pattern asks
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
          <div
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            className={css["item"]}
            onClick={() => run(command)}
            onPointerMove={() => setAt(i)}
          >
            <Icon name={command.icon} size={16} />
            <span>{command.name}</span>
            <small>{command.group}</small>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={css["none"]}>{say("palette.none", { typed })}</p>}
    </Dialog>
  );
}

/** Every word typed occurs in the name, whatever its accents and capitals. */
const fits = (typed: string, name: string) =>
  bare(typed)
    .split(/\s+/)
    .every((word) => bare(name).includes(word));
const bare = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
