import { type PlainKey, useSpeech } from "#studio/language.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
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
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
