import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import type { FileProgress } from "#studio/rooms/practice/use-indexing.ts";
import css from "./index-progress.module.css";

/** Texts on their way into a collection: each file, how far it is, and why one was left out. */
export function IndexProgress() {
  const { say, count } = useSpeech();
  const { job, stop, clear } = useHouse().indexing;
  if (!job) return null;
  const over = job.files.filter(({ state }) => state === "done" || state === "skipped").length;
  const current = job.files.find(({ state }) => state === "embedding");
  const inside = current?.total ? (current.done ?? 0) / current.total : 0;
  const said = job.isLive
    ? say("index.live", { done: over, total: job.files.length })
    : job.wasStopped
      ? say("index.stopped")
      : job.summary
        ? say("index.ready", {
            texts: count("texts", job.summary.documents),
            passages: count("passages", job.summary.chunks),
          })
        : "";
  return (
    <div className={css["job"]}>
      <div className={css["head"]}>
        <p role="status">{said}</p>
        {job.isLive ? (
          <Button look="quiet" icon="stop" onClick={stop}>
            {say("stop")}
          </Button>
        ) : (
          <IconButton icon="close" label={say("index.clear")} onClick={clear} />
        )}
      </div>
      {job.isLive && <Progress label={said} done={(over + inside) / Math.max(1, job.files.length)} />}
      {job.failure && <Fault failure={job.failure} />}
      <ul className={css["files"]}>
        {job.files
          .filter(({ state }) => job.isLive || state === "skipped")
          .map((file) => (
            <FileRow key={file.path} file={file} />
          ))}
      </ul>
    </div>
  );
}

function FileRow({ file }: { readonly file: FileProgress }) {
  const { say, number } = useSpeech();
  const share = file.total ? `${number(file.done ?? 0)}/${number(file.total)}` : undefined;
  return (
    <li data-state={file.state}>
      <span title={file.path}>{file.path}</span>
      <small>{file.reason ?? share ?? say(`index.${file.state}`)}</small>
    </li>
  );
}
