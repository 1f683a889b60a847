import cliProgress from "cli-progress";

/** Where a command's results go: stdout; and its progress: stderr. */
export interface Output {
  /** Colour is welcome on stdout. */
  readonly hasColor: boolean;
  /** Writes as it is. */
  write(text: string): void;
  /** Writes a line. */
  line(text?: string): void;
  /** Writes a value as one line of JSON. Whole numbers past 2⁵³ become strings. */
  json(value: unknown): void;
  /** A note for people, on stderr. */
  note(text: string): void;
  /** Shows how far a long work is, on a terminal only. */
  progress(what: string): Progress;
  /** Resolves when all is written. */
  flush(): Promise<void>;
}

/** A bar. Unless stderr is a terminal, nothing is shown. */
export interface Progress {
  /** @param done share in [0, 1] @param detail what is being worked on */
  at(done: number, detail?: string): void;
  end(): void;
}

/**
 * Writes to the process's own streams. A reader that leaves (`vitral … | head`) ends the program without a word.
 */
export function openOutput({ isColorless }: { readonly isColorless: boolean }): Output {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  const write = (text: string): void => void process.stdout.write(text);
  return {
    hasColor: process.stdout.isTTY === true && !isColorless,
    write,
    line: (text = "") => write(`${text}\n`),
    json: (value) => write(`${JSON.stringify(value, plain)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    progress: (what) => (process.stderr.isTTY ? bar(what) : { at: () => {}, end: () => {} }),
    flush: () => new Promise((resolve) => process.stdout.write("", () => process.stderr.write("", () => resolve()))),
  };
}

/** JSON knows no bigint; typed arrays become lists. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Uint8Array);
  return value;
}

function bar(what: string): Progress {
  const line = new cliProgress.SingleBar({
    format: `${what} {bar} {percentage} % {detail}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 10,
  });
  line.start(1, 0, { detail: "" });
  return {
    at: (done, detail = "") => line.update(done, { detail: detail.slice(0, 48) }),
    end: () => line.stop(),
  };
}
