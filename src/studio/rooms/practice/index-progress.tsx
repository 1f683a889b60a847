import { useHouse } from "#studio/house.tsx";
import { type PlainKey, useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { Fault } from "#studio/parts/fault.tsx";
import { Progress } from "#studio/parts/progress.tsx";
import { type FileProgress, type Job, shareOf } from "#studio/rooms/practice/use-indexing.ts";
import { studioEn } from "#words/studio.en.ts";
import css from "./index-progress.module.css";

/** Texts on their way into a collection: how far they are, what is being read, and why a file was left out. */
export function IndexProgress() {
  const { say, count } = useSpeech();
  const { job, stop, clear } = useHouse().indexing;
  if (!job) return null;
  const over = job.files.filter(({ state }) => state === "done" || state === "skipped").length;
  const listed = job.files.filter(({ state }) => state === "skipped" || (job.isLive && state !== "done"));
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
        <p>
          <span role="status">{said}</span>
          {job.isLive && <Left job={job} />}
        </p>
        {job.isLive ? (
          <Button look="quiet" icon="stop" onClick={stop}>
            {say("stop")}
          </Button>
        ) : (
          <IconButton icon="close" label={say("index.clear")} onClick={clear} />
        )}
      </div>
      {job.isLive && <Progress label={said} done={shareOf(job)} />}
      {job.failure && <Fault failure={job.failure} />}
      {listed.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keys
        <ul className={css["files"]} aria-label={say("index.files")} tabIndex={0}>
          {listed.map((file) => (
            <FileRow key={file.path} file={file} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Before this much is done, in [0, 1], or this long gone by, nobody can tell how long the rest takes. */
const tellable = { share: 0.04, ms: 2000 };

/** How long the rest will take, if it goes on as so far. */
function Left({ job }: { readonly job: Job }) {
  const { say, number } = useSpeech();
  const [share, passed] = [shareOf(job), performance.now() - job.since];
  if (share < tellable.share || passed < tellable.ms) return null;
  const seconds = (passed * (1 - share)) / share / 1000;
  const [amount, unit] = seconds < 90 ? [Math.max(5, Math.ceil(seconds / 5) * 5), "second"] : [seconds / 60, "minute"];
  const time = number(amount, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 });
  return <small>{say("index.left", { time })}</small>;
}

function FileRow({ file: { path, state, done, total, code, reason } }: { readonly file: FileProgress }) {
  const { say } = useSpeech();
  const known = `texts.skipped.${code}`;
  const why = code !== undefined && isPlain(known) ? say(known) : reason;
  return (
    <li data-state={state}>
      <span title={path}>{path}</span>
      <small title={reason}>
        {why ?? (total ? say("index.share", { done: done ?? 0, total }) : say(`index.${state}`))}
      </small>
    </li>
  );
}

/** A sentence of ours, which is in the reader's language; the server's reason is not. */
const isPlain = (key: string): key is Extract<PlainKey, `texts.skipped.${string}`> => Object.hasOwn(studioEn, key);
