import { type FormEvent, useEffect, useRef, useState } from "react";
import type { LoadEvent, ModelCard } from "#server/api.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import { ModelRow } from "#studio/frame/model-row.tsx";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import css from "./chooser.module.css";

/** The models found on this computer and on servers that run; one is loaded at a press. */
export function ModelChooser({ close }: { close(): void }) {
  const { say } = useSpeech();
  const { api, server, notify } = useHouse();
  const [models, setModels] = useState<readonly ModelCard[]>();
  const [failure, setFailure] = useState<Failure & { readonly ref?: string }>();
  const [loading, setLoading] = useState<{ readonly ref: string; readonly done: number }>();
  const [address, setAddress] = useState("");
  const stop = useRef<AbortController>(null);

  useEffect(() => {
    const asked = new AbortController();
    api.get<ModelCard[]>("models", asked.signal).then(setModels, (thrown) => {
      if (!asked.signal.aborted) setFailure(toFailure(thrown));
    });
    return () => asked.abort();
  }, [api]);
  useEffect(() => () => stop.current?.abort(), []);

  async function load(ref: string) {
    const controller = new AbortController();
    stop.current = controller;
    setFailure(undefined);
    setLoading({ ref, done: 0 });
    try {
      for await (const event of api.stream<LoadEvent>("models/load", { ref }, controller.signal)) {
        if (event.type === "progress") setLoading({ ref, done: event.done });
        if (event.type === "error") setFailure({ ...event.error, ref });
        if (event.type === "ready") {
          await server.refresh();
          notify({ text: say("models.ready", { name: event.model.name }) });
          close();
        }
      }
    } catch (thrown) {
      if (!controller.signal.aborted) setFailure({ ...toFailure(thrown), ref });
    } finally {
      setLoading(undefined);
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (address.trim() !== "") void load(address.trim());
  }

  const isTyped = (ref: string | undefined) => ref !== undefined && ref === address.trim();
  const used = server.state?.model?.ref;
  return (
    <Dialog title={say("models.title")} lead={say("models.lead")} width={720} close={close}>
      {failure && !isTyped(failure.ref) && <Fault failure={failure} />}
      {!models && !failure && <Progress label={say("models.searching")} />}
      <ul className={css["list"]}>
        {models
          ?.filter(({ role }) => role === "llm")
          .map((model) => (
            <ModelRow
              key={model.ref}
              model={model}
              used={model.ref === used}
              loading={loading?.ref === model.ref ? loading.done : undefined}
              load={() => void load(model.ref)}
              stop={() => stop.current?.abort()}
            />
          ))}
      </ul>
      <form className={css["form"]} onSubmit={submit}>
        <label htmlFor="model-address">{say("models.address")}</label>
        <p id="model-address-help">{say("models.address.help")}</p>
        <div>
          <input
            id="model-address"
            aria-describedby="model-address-help"
            value={address}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="http://localhost:1234/v1#model"
            onChange={(event) => setAddress(event.target.value)}
          />
          <Button type="submit" disabled={address.trim() === "" || loading !== undefined}>
            {say("models.connect")}
          </Button>
        </div>
        {failure && isTyped(failure.ref) && <Fault failure={failure} />}
        {loading && isTyped(loading.ref) && <Progress label={say("models.loading")} done={loading.done} />}
      </form>
    </Dialog>
  );
}
