import type { Failure } from "#studio/api/failure.ts";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import css from "./fault.module.css";

/** What went wrong: what, where, how to mend it; and a way to try again. */
export function Fault({ failure, retry }: { readonly failure: Failure; readonly retry?: () => void }) {
  const { say } = useSpeech();
  return (
    <div className={css["fault"]} role="alert">
      <p>{failure.code === "offline" ? `${say("offline")} ${say("offline.mend")}` : failure.message}</p>
      {retry && (
        <Button icon="retry" onClick={retry}>
          {say("retry")}
        </Button>
      )}
    </div>
  );
}
