import { type PlainKey, useSpeech } from "#studio/language.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
import { Icon, type IconName } from "#studio/parts/icon.tsx";
import css from "./key-list.module.css";

const keys: readonly (readonly [readonly string[], PlainKey])[] = [
  [["Ctrl", "K"], "keys.palette"],
  [["/"], "keys.ask"],
  [["Enter"], "keys.send"],
  [["Shift", "Enter"], "keys.line"],
  [["g"], "keys.glass"],
  [["←", "→"], "keys.tokens"],
  [["↑", "↓"], "keys.lists"],
  [["Esc"], "keys.close"],
  [["?"], "keys.keys"],
];

/** Arrows are drawn: the fonts' subsets have none. */
const arrows: Readonly<Record<string, IconName>> = { "←": "left", "→": "right", "↑": "send", "↓": "step-down" };

/** The keys, listed. */
export function KeyList({ close }: { close(): void }) {
  const { say } = useSpeech();
  return (
    <Dialog title={say("keys.title")} width={460} close={close}>
      <dl className={css["keys"]}>
        {keys.map(([press, what]) => (
          <div key={what}>
            <dt>{say(what)}</dt>
            <dd>
              {press.map((key) => (
                <Key key={key} name={key} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Key({ name }: { readonly name: string }) {
  const arrow = arrows[name];
  return (
    <kbd>
      {arrow && <Icon name={arrow} size={13} />}
      <span className={arrow && "unseen"}>{name}</span>
    </kbd>
  );
}
