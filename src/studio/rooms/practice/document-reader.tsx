import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { OpenedDocument, Span } from "#server/api.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import { type Block, cutText } from "#studio/rooms/practice/cut-text.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./document-reader.module.css";

/** How many passages are drawn at once; a long document grows by as many at either end. */
const drawnAtOnce = 120;

/** A document, its passages as they were cut, and the place that was opened scrolled into sight and marked. */
export function DocumentReader({ id }: { readonly id: string }) {
  const { say, count } = useSpeech();
  const { api, collection } = useHouse();
  const { route, go } = useRoute();
  const [opened, setOpened] = useState<OpenedDocument>();
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const name = collection?.name;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again
  useEffect(() => {
    if (!name) return;
    const asked = new AbortController();
    setFailure(undefined);
    api
      .get<OpenedDocument>(`collections/${encodeURIComponent(name)}/documents/${id}`, asked.signal)
      .then(setOpened, (thrown) => {
        if (!asked.signal.aborted) setFailure(toFailure(thrown));
      });
    return () => asked.abort();
  }, [api, name, id, tries]);

  const back = useCallback(() => go({ document: undefined, at: undefined }), [go]);
  useEffect(() => {
    const press = ({ key, target }: KeyboardEvent) => {
      if (key === "Escape" && !(target as Element).closest("[data-escape], dialog")) back();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [back]);
  return (
    <section className={css["reader"]} aria-label={opened?.document.title ?? say("texts.text")}>
      <header className={css["head"]}>
        <Button look="quiet" icon="back" onClick={back}>
          {say("reader.back")}
        </Button>
        {opened && (
          <div>
            <h2>{opened.document.title}</h2>
            <p>
              {opened.document.path} · {count("characters", opened.document.characters)} ·{" "}
              {count("passages", opened.chunks.length)}
              {opened.document.pages ? ` · ${count("pages", opened.document.pages)}` : ""}
            </p>
          </div>
        )}
      </header>
      {failure && <Fault failure={failure} retry={() => setTries(tries + 1)} />}
      {!opened && !failure && <Progress label={say("reader.opening")} />}
      {opened && <Pages opened={opened} at={placeOf(route.at)} />}
    </section>
  );
}

/** A place as the address writes it, `start-end`. */
function placeOf(at: string | undefined): Span | undefined {
  const [start, end] = (at ?? "").split("-").map(Number);
  return start !== undefined && end !== undefined && end > start ? { start, end } : undefined;
}

function Pages({ opened, at }: { readonly opened: OpenedDocument; readonly at: Span | undefined }) {
  const { say } = useSpeech();
  const { text, chunks } = opened;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is its two ends, whatever object holds them
  const blocks = useMemo(() => cutText(text, chunks, at), [text, chunks, at?.start, at?.end]);
  const first = at ? blocks.findIndex(({ end }) => end > at.start) : 0;
  const [range, setRange] = useState<readonly [number, number]>([first - drawnAtOnce / 2, first + drawnAtOnce]);
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each place that is opened is brought into sight once
  useEffect(() => {
    setRange([first - drawnAtOnce / 2, first + drawnAtOnce]);
    const mark = place.current?.querySelector("mark");
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  }, [at?.start, at?.end]);
  return (
    <div className={css["pages"]} ref={place}>
      <p className={css["legend"]}>
        <span>
          <i data-tint="0" /> <i data-tint="1" /> {say("reader.legend")}
        </span>
        <span>
          <i data-shared /> {say("reader.shared")}
        </span>
      </p>
      {range[0] > 0 && (
        <Button onClick={() => setRange([range[0] - drawnAtOnce, range[1]])}>{say("reader.earlier")}</Button>
      )}
      {blocks.slice(Math.max(0, range[0]), range[1]).map((block) => (
        <Passage key={block.start} block={block} text={text} />
      ))}
      {range[1] < blocks.length && (
        <Button onClick={() => setRange([range[0], range[1] + drawnAtOnce])}>{say("reader.later")}</Button>
      )}
    </div>
  );
}

function Passage({ block: { chunk, stretches }, text }: { readonly block: Block; readonly text: string }) {
  const { say } = useSpeech();
  const facts = chunk && [
    chunk.page === undefined ? undefined : say("passage.page", { page: chunk.page }),
    chunk.headings.length > 0 ? chunk.headings.join(" › ") : undefined,
  ];
  return (
    <section className={css["passage"]} data-tint={chunk ? chunk.chunk % 2 : "none"}>
      {chunk && (
        <h3>
          <b>{say("passage.n", { n: chunk.chunk + 1 })}</b>
          {facts?.flatMap((fact) => (fact ? [<span key={fact}>{fact}</span>] : []))}
        </h3>
      )}
      <p>
        {stretches.map(({ start, end, isShared, isMarked }) => {
          const piece = text.slice(start, end);
          const inner = isShared ? (
            <span key={start} data-shared>
              {piece}
            </span>
          ) : (
            piece
          );
          return isMarked ? (
            <mark key={start} tabIndex={-1}>
              {inner}
            </mark>
          ) : (
            <span key={start}>{inner}</span>
          );
        })}
      </p>
    </section>
  );
}
