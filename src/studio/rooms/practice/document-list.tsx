import { useEffect, useState } from "react";
import type { DocumentCard } from "#server/api.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { useRoute } from "#studio/route.tsx";
import css from "./list-item.module.css";
import shelf from "./shelf.module.css";

/** The texts of the collection in use: open one to see its passages as they were cut, or take it away. */
export function DocumentList({ leave }: { leave(): void }) {
  const { say, count } = useSpeech();
  const { api, collection, server, indexing, notify } = useHouse();
  const { route, go } = useRoute();
  const [documents, setDocuments] = useState<readonly DocumentCard[]>();
  const [gone, setGone] = useState<ReadonlySet<number>>(new Set());
  const [failure, setFailure] = useState<Failure>();
  const name = collection?.name;
  const state = `${collection?.documents} ${collection?.chunks}`; // what changes when texts come or go

  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` says that the list changed
  useEffect(() => {
    if (!name) return setDocuments([]);
    const asked = new AbortController();
    setFailure(undefined);
    api
      .get<DocumentCard[]>(`collections/${encodeURIComponent(name)}/documents`, asked.signal)
      .then(setDocuments, (thrown) => {
        if (!asked.signal.aborted) setFailure(toFailure(thrown));
      });
    return () => asked.abort();
  }, [api, name, state]);

  function remove({ id, title }: DocumentCard) {
    const show = (on: boolean) =>
      setGone((before) => {
        const after = new Set(before);
        if (on) after.delete(id);
        else after.add(id);
        return after;
      });
    show(false);
    if (route.document === String(id)) go({ document: undefined, at: undefined });
    const path = `collections/${encodeURIComponent(name ?? "")}/documents/${id}`;
    notify({
      text: say("texts.deleted", { title }),
      undo: () => show(true),
      settle: () => void api.send("DELETE", path).then(server.refresh, () => show(true)),
    });
  }
  if (failure) return <Fault failure={failure} />;
  const isComing = indexing.job?.isLive === true || server.state?.busy?.what === "index";
  if (documents?.length === 0 && (isComing || !server.state)) return null;
  if (documents?.length === 0) return <p className={shelf["none"]}>{say("texts.none")}</p>;
  return (
    <ul className={shelf["list"]}>
      {documents
        ?.filter(({ id }) => !gone.has(id))
        .map((document) => (
          <li key={document.id} className={css["item"]} data-current={route.document === String(document.id)}>
            <button
              type="button"
              className={css["open"]}
              aria-current={route.document === String(document.id) ? "true" : undefined}
              title={document.path}
              onClick={() => {
                go({ document: String(document.id), at: undefined });
                leave();
              }}
            >
              <span>{document.title}</span>
              <small>
                {document.format.toUpperCase()} · {document.language.toUpperCase()} ·{" "}
                {count("passages", document.chunks)}
              </small>
            </button>
            <span className={css["tools"]}>
              <IconButton
                icon="trash"
                label={say("texts.delete", { title: document.title })}
                onClick={() => remove(document)}
              />
            </span>
          </li>
        ))}
    </ul>
  );
}
