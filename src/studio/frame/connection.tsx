import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import css from "./connection.module.css";

/** A strip under the top bar while the server is gone, or still loads something. */
export function Connection() {
  const { say, number } = useSpeech();
  const { server } = useHouse();
  const busy = server.state?.busy;
  if (!server.online)
    return (
      <div className={`${css["strip"]} ${css["gone"]}`} role="alert">
        <p>
          <b>{say("offline")}</b> {say("offline.mend")}
        </p>
        <Button onClick={() => void server.refresh()}>{say("retry")}</Button>
      </div>
    );
  if (!server.state)
    return (
      <div className={css["strip"]} role="status">
        <p>{say("busy.opening")}</p>
        <Progress label={say("busy.opening")} />
      </div>
    );
  if (!busy) return <div className={css["none"]} role="status" />;
  const label = busy.what === "index" ? say("busy.index") : say(`busy.${busy.what}`, { name: busy.name });
  return (
    <div className={css["strip"]} role="status">
      <p>
        {label}{" "}
        <span className={css["share"]}>{number(busy.done, { style: "percent", maximumFractionDigits: 0 })}</span>
      </p>
      <Progress label={label} done={busy.done} />
    </div>
  );
}
