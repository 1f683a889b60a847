import { useCallback, useRef, useState } from "react";
import type { IndexEvent, PastedText } from "#server/api.ts";
import type { Api } from "#studio/api/client.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import type { PickedFile } from "#studio/rooms/practice/picked-files.ts";

/** Where one file is on its way into the collection. */
export interface FileProgress {
  readonly path: string;
  readonly state: "waiting" | "reading" | "embedding" | "done" | "skipped";
  /** Passages embedded, of how many. */
  readonly done?: number;
  readonly total?: number;
  /** Why it was left out: the code of the failure, and the server's sentence, which is English. */
  readonly code?: string;
  readonly reason?: string;
}

/** Texts on their way into a collection, or the last that were. */
export interface Job {
  readonly collection: string;
  readonly files: readonly FileProgress[];
  readonly isLive: boolean;
  /** When it began, on the clock of `performance.now`. */
  readonly since: number;
  readonly wasStopped?: boolean;
  readonly summary?: Extract<IndexEvent, { type: "indexed" }>;
  readonly failure?: Failure;
}

export interface Indexing {
  readonly job: Job | undefined;
  add(collection: string, texts: readonly PickedFile[] | PastedText): Promise<void>;
  stop(): void;
  clear(): void;
}

type StreamEvent = IndexEvent | { readonly type: "error"; readonly error: Failure };

/** Puts texts into collections, one lot at a time, and tells how far each file is. */
export function useIndexing(api: Api, finished: () => Promise<void>): Indexing {
  const [job, setJob] = useState<Job>();
  const running = useRef<AbortController>(undefined);

  const add = useCallback(
    async (collection: string, texts: readonly PickedFile[] | PastedText) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const paths = "text" in texts ? [`${texts.title}.md`] : texts.map(({ path }) => path);
      const files = paths.map((path): FileProgress => ({ path, state: "waiting" }));
      let live: Job = { collection, files, isLive: true, since: performance.now() };
      const show = (changes: Partial<Job>) => {
        live = { ...live, ...changes };
        if (running.current === controller) setJob(live);
      };
      show({});
      try {
        const path = `collections/${encodeURIComponent(collection)}/documents`;
        for await (const event of api.stream<StreamEvent>(path, bodyOf(texts), controller.signal))
          show(step(live, event));
      } catch (thrown) {
        show(controller.signal.aborted ? { wasStopped: true } : { failure: toFailure(thrown) });
      }
      show({ isLive: false });
      await finished();
    },
    [api, finished],
  );
  return { job, add, stop: () => running.current?.abort(), clear: () => setJob(undefined) };
}

function bodyOf(texts: readonly PickedFile[] | PastedText): FormData | PastedText {
  if ("text" in texts) return texts;
  const form = new FormData();
  for (const { path, file } of texts) form.append("file", file, path);
  return form;
}

/** How much of a job is done, in [0, 1]: whole files, and the part of the one that is being embedded. */
export function shareOf({ files }: Job): number {
  const over = files.filter(({ state }) => state === "done" || state === "skipped").length;
  const current = files.find(({ state }) => state === "embedding");
  const inside = current?.total ? (current.done ?? 0) / current.total : 0;
  return (over + inside) / Math.max(1, files.length);
}

/** What an event changes in a job. A file is done once the next one starts, or all are. */
export function step({ files }: Job, event: StreamEvent): Partial<Job> {
  if (event.type === "error") return { failure: event.error };
  if (event.type === "indexed") return { summary: event, files: files.map(finish) };
  const now: FileProgress =
    event.type === "skipped"
      ? { path: event.path, state: "skipped", code: event.code, reason: event.reason }
      : event.type === "embedding"
        ? { path: event.path, state: "embedding", done: event.done, total: event.total }
        : { path: event.path, state: "reading" };
  const known = files.some(({ path }) => path === now.path);
  const others = files.map((file) => (file.path === now.path ? now : file.state === "waiting" ? file : finish(file)));
  return { files: known ? others : [...others, now] };
}

const finish = (file: FileProgress): FileProgress =>
  file.state === "skipped" ? file : { path: file.path, state: "done" };
