import { type FormEvent, useState } from "react";
import type { Collection, NewCollection } from "#server/api.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { Dialog } from "#studio/parts/dialog.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { useRoute } from "#studio/route.tsx";
import css from "./chooser.module.css";

/** The collections of texts: choose one, make one, delete one. */
export function CollectionChooser({ close }: { close(): void }) {
  const { say } = useSpeech();
  const { api, server, collection } = useHouse();
  const { go } = useRoute();
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<Failure>();

  async function create(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    try {
      const made: NewCollection = { name: name.trim(), language: "auto" };
      await api.send("POST", "collections", made);
      await server.refresh();
      go({ collection: made.name, document: undefined, at: undefined });
      close();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    }
  }
  async function remove(of: Collection) {
    try {
      await api.send("DELETE", `collections/${encodeURIComponent(of.name)}`);
      if (of.name === collection?.name) go({ collection: undefined, document: undefined, at: undefined });
      await server.refresh();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    }
  }
  return (
    <Dialog title={say("collections.title")} lead={say("collections.lead")} width={640} close={close}>
      {failure && <Fault failure={failure} />}
      <ul className={css["list"]}>
        {server.state?.collections.map((each) => (
          <CollectionRow
            key={each.name}
            collection={each}
            used={each.name === collection?.name}
            choose={() => {
              go({ collection: each.name, document: undefined, at: undefined });
              close();
            }}
            remove={() => void remove(each)}
          />
        ))}
      </ul>
      <form className={css["form"]} onSubmit={(event) => void create(event)}>
        <label htmlFor="collection-name">{say("collections.new")}</label>
        <p>{say("collections.new.help")}</p>
        <div>
          <input
            id="collection-name"
            value={name}
            maxLength={80}
            placeholder={say("collections.new.placeholder")}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" icon="add" disabled={name.trim() === ""}>
            {say("collections.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface RowProps {
  readonly collection: Collection;
  readonly used: boolean;
  choose(): void;
  remove(): void;
}

/** A collection; deleting it asks once more, in the same place, because it cannot be undone. */
function CollectionRow({ collection, used, choose, remove }: RowProps) {
  const { say, count, language } = useSpeech();
  const [asking, setAsking] = useState(false);
  const title = collection.title[language];
  return (
    <li className={css["row"]} data-used={used}>
      <div className={css["what"]}>
        <h3>
          {title}
          {used && <span className={css["used"]}>{say("collections.used")}</span>}
        </h3>
        <p className={css["note"]}>
          {asking
            ? say("collections.delete.sure", { title })
            : `${count("texts", collection.documents)} · ${count("passages", collection.chunks)} · ${collection.embedder.split("/")[0]}`}
        </p>
      </div>
      <div className={css["actions"]}>
        {asking ? (
          <>
            <Button onClick={() => setAsking(false)}>{say("cancel")}</Button>
            <Button look="warn" onClick={remove}>
              {say("delete")}
            </Button>
          </>
        ) : (
          <>
            <IconButton icon="trash" label={say("collections.delete", { title })} onClick={() => setAsking(true)} />
            {!used && (
              <Button onClick={choose} aria-label={say("collections.use.name", { title })}>
                {say("collections.use")}
              </Button>
            )}
          </>
        )}
      </div>
    </li>
  );
}
