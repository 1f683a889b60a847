import { useEffect, useRef } from "react";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { useLeave } from "#studio/parts/use-leave.ts";
import { type Chosen, settings } from "#studio/rooms/practice/sampling.ts";
import css from "./sampling-panel.module.css";

interface PanelProps {
  readonly chosen: Chosen;
  choose(chosen: Chosen): void;
  close(): void;
}

/** How the next token is chosen, in plain words; each setting back to what changes nothing by one press. */
export function SamplingPanel({ chosen, choose, close }: PanelProps) {
  const { say } = useSpeech();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector("input")?.focus(), []);
  useLeave(panel, true, close);
  return (
    <section ref={panel} className={css["panel"]} aria-label={say("set.title")}>
      <header>
        <h2>{say("set.title")}</h2>
        <Button look="quiet" icon="retry" disabled={Object.keys(chosen).length === 0} onClick={() => choose({})}>
          {say("set.reset")}
        </Button>
        <IconButton icon="close" label={say("close")} onClick={close} />
      </header>
      <p className={css["lead"]}>{say("set.lead")}</p>
      <div className={css["grid"]}>
        {settings.map((setting) => (
          <Setting key={setting.name} setting={setting} chosen={chosen} choose={choose} />
        ))}
      </div>
    </section>
  );
}

interface SettingProps extends Omit<PanelProps, "close"> {
  readonly setting: (typeof settings)[number];
}

function Setting({ setting, chosen, choose }: SettingProps) {
  const { say } = useSpeech();
  const { name, word, help, from, to, step, neutral } = setting;
  const value = chosen[name];
  function set(typed: string) {
    const { [name]: _, ...rest } = chosen;
    const wanted = Math.min(to, Math.max(from, Number(typed)));
    choose(typed === "" || Number.isNaN(wanted) ? rest : { ...rest, [name]: wanted });
  }
  const id = `set-${name}`;
  return (
    <div className={css["setting"]} data-set={name in chosen}>
      <label htmlFor={id}>{say(word)}</label>
      <input
        id={id}
        type="number"
        min={from}
        max={to}
        step={step}
        value={value ?? ""}
        placeholder={say("set.auto")}
        aria-describedby={`${id}-help`}
        onChange={(event) => set(event.target.value)}
      />
      {neutral !== undefined && (
        <input
          type="range"
          min={from}
          max={to}
          step={step}
          value={value ?? neutral}
          aria-label={say(word)}
          onChange={(event) => set(event.target.value)}
        />
      )}
      <p id={`${id}-help`}>{say(help)}</p>
    </div>
  );
}
