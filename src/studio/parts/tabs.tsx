import type { KeyboardEvent } from "react";
import css from "./tabs.module.css";

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly name: string; readonly note?: string | undefined }[];
  readonly chosen: Id;
  /** Id of the element that the tabs change; each tab is named `${panel}-${id}`. */
  readonly panel: string;
  choose(id: Id): void;
}

/** Leaves of one drawer: arrows walk along them, as the ARIA pattern asks. */
export function Tabs<Id extends string>({ label, tabs, chosen, panel, choose }: TabsProps<Id>) {
  function keys(event: KeyboardEvent) {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`${panel}-${next.id}`)?.focus();
  }
  return (
    <div role="tablist" aria-label={label} className={css["tabs"]} onKeyDown={keys}>
      {tabs.map(({ id, name, note }) => (
        <button
          key={id}
          id={`${panel}-${id}`}
          type="button"
          role="tab"
          className={css["tab"]}
          aria-selected={id === chosen}
          aria-controls={panel}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => choose(id)}
        >
          {name}
          {note && <span>{note}</span>}
        </button>
      ))}
    </div>
  );
}
