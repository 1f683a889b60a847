import type { ModelCard } from "#server/api.ts";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import css from "./chooser.module.css";

interface ModelRowProps {
  readonly model: ModelCard;
  readonly used: boolean;
  /** How far its loading is, in [0, 1]. */
  readonly loading: number | undefined;
  load(): void;
  stop(): void;
}

/** A model: what it is, where it was found, and what the glass can show of it. */
export function ModelRow({ model, used, loading, load, stop }: ModelRowProps) {
  const { say, number, bytes } = useSpeech();
  const facts: readonly (readonly [string, string | undefined])[] = [
    [say("model.architecture"), model.architecture],
    [
      say("model.parameters"),
      model.parameters && number(model.parameters, { notation: "compact", maximumSignificantDigits: 3 }),
    ],
    [say("model.quantization"), model.quantization],
    [say("model.size"), model.bytes && bytes(model.bytes)],
    [say("model.context"), model.contextLength && number(model.contextLength)],
    [say("model.source"), say(`home.${model.source}`)],
    [say("model.license"), model.license],
  ].map(([name, fact]) => [String(name), fact ? String(fact) : undefined] as const);
  const { logprobs, probe } = model.abilities;
  return (
    <li className={css["row"]} data-used={used}>
      <div className={css["what"]}>
        <h3>
          {model.name}
          {used && <span className={css["used"]}>{say("models.used")}</span>}
        </h3>
        <dl>{facts.map(([name, fact]) => fact && <Fact key={name} name={name} fact={fact} />)}</dl>
        <p className={css["note"]}>
          {say(probe ? "model.shows.all" : logprobs ? "model.shows.odds" : "model.shows.little")}
        </p>
        {loading !== undefined && <Progress label={say("models.loading")} done={loading} />}
      </div>
      {loading !== undefined && (
        <Button icon="stop" onClick={stop}>
          {say("stop")}
        </Button>
      )}
      {loading === undefined && !used && (
        <Button onClick={load} aria-label={say("models.load.name", { name: model.name })}>
          {say("models.load")}
        </Button>
      )}
    </li>
  );
}

function Fact({ name, fact }: { readonly name: string; readonly fact: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{fact}</dd>
    </div>
  );
}
