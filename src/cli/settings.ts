import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { VitralError } from "#base/error.ts";
import type { Language } from "#words/say.ts";

/** Machine settings: what a flag says comes first, then the environment, then `settings.json`, then the default. */
export interface Settings {
  readonly language: Language;
  /** Print stacks. */
  readonly isDebug: boolean;
  /** Where collections and conversations are kept. */
  readonly home: string;
  /** A PostgreSQL that keeps the collections instead. */
  readonly databaseUrl?: string;
  /** What `--model` takes; for the commands that generate. */
  readonly model: string;
  /** What `--model` takes; for `embed` and for collections. */
  readonly embedder: string;
  /** Absent: as many as the machine runs at once. */
  readonly threads?: number;
  readonly precision: "fast" | "exact";
  readonly port: number;
  /** A browser can be opened. */
  readonly hasDisplay: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Stored = Readonly<Record<string, unknown>>;

/** One setting: its variable, what makes sense, and how it is read; undefined where it makes none. */
interface Setting<T> {
  readonly variable: string;
  readonly expected: string;
  readonly read: (value: unknown) => T | undefined;
}

const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (value: unknown): T | undefined =>
    choices.find((choice) => choice === value);
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const whole =
  (least: number, most: number) =>
  (value: unknown): number | undefined => {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  };

const schema = {
  language: { variable: "VITRAL_LANG", expected: "en, es", read: oneOf<Language>("en", "es") },
  model: { variable: "VITRAL_MODEL", expected: "REF", read: text },
  embedder: { variable: "VITRAL_EMBEDDER", expected: "REF", read: text },
  threads: { variable: "VITRAL_THREADS", expected: "1 … 64", read: whole(1, 64) },
  precision: { variable: "VITRAL_PRECISION", expected: "fast, exact", read: oneOf("fast", "exact") },
  port: { variable: "VITRAL_PORT", expected: "0 … 65535", read: whole(0, 65_535) },
} as const satisfies Record<string, Setting<unknown>>;

/**
 * Reads the settings. Nobody else reads the environment.
 * @param args the command line: `--lang` is needed before it is parsed, for its own errors
 * @throws VitralError `cli.setting`, `cli.settings`
 */
export function readSettings(args: readonly string[], environment: Environment): Settings {
  const home = environment["VITRAL_HOME"] || defaultHome(environment);
  const file = join(home, "settings.json");
  const stored = readStored(file);
  const read = <T>(name: keyof typeof schema, setting: Setting<T>): T | undefined => {
    for (const [place, value] of [
      [setting.variable, environment[setting.variable] || undefined],
      [`${name} (${file})`, stored[name]],
    ] as const) {
      if (value === undefined) continue;
      const found = setting.read(value);
      if (found === undefined)
        throw new VitralError("cli.setting", { setting: place, value: String(value), expected: setting.expected });
      return found;
    }
    return undefined;
  };
  const threads = read("threads", schema.threads);
  const databaseUrl = environment["DATABASE_URL"];
  return {
    language: flaggedLanguage(args) ?? read("language", schema.language) ?? languageOf(environment),
    isDebug: environment["VITRAL_DEBUG"] === "1",
    home,
    model: read("model", schema.model) ?? "smollm2-135m-instruct",
    embedder: read("embedder", schema.embedder) ?? "multilingual-e5-small",
    precision: read("precision", schema.precision) ?? "fast",
    port: read("port", schema.port) ?? 4242,
    hasDisplay: hasDisplay(environment),
    ...(threads !== undefined && { threads }),
    ...(databaseUrl && { databaseUrl }),
  };
}

/**
 * The PostgreSQL that keeps the collections, if one is named. Asked only by who needs collections: DATABASE_URL may be
 * another program's, and tokenizing works all the same.
 * @throws VitralError `cli.setting`, without the password
 */
export function databaseOf({ databaseUrl }: Settings): { readonly databaseUrl?: string } {
  if (databaseUrl === undefined) return {};
  if (URL.canParse(databaseUrl) && /^postgres(ql)?:\/\//i.test(databaseUrl)) return { databaseUrl };
  const value = databaseUrl.replace(/\/\/[^@/]*@/, "//…@");
  throw new VitralError("cli.setting", { setting: "DATABASE_URL", value, expected: "postgres://HOST/DATABASE" });
}

/** The reader's language by POSIX's variables: the first that is set counts. Unknown languages read English. */
export function languageOf(environment: Environment): Language {
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^es([_.@-]|$)/i.test(locale) ? "es" : "en";
}

/** Whether colour is unwanted: no-color.org. */
export const isColorless = (environment: Environment): boolean => Boolean(environment["NO_COLOR"]);

function flaggedLanguage(args: readonly string[]): Language | undefined {
  const index = args.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const flag = args[index];
  return schema.language.read(flag === "--lang" ? args[index + 1] : flag?.slice("--lang=".length));
}

/** macOS and Windows have a screen; Linux says so, unless somebody works from afar. */
const hasDisplay = (environment: Environment): boolean =>
  process.platform === "darwin" || process.platform === "win32"
    ? !environment["SSH_CONNECTION"]
    : Boolean(environment["DISPLAY"] || environment["WAYLAND_DISPLAY"]);

/** Where this system keeps programs' data. */
function defaultHome(environment: Environment): string {
  if (environment["XDG_DATA_HOME"]) return join(environment["XDG_DATA_HOME"], "vitral");
  if (process.platform === "win32" && environment["LOCALAPPDATA"]) return join(environment["LOCALAPPDATA"], "vitral");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "vitral");
  return join(homedir(), ".local", "share", "vitral");
}

function readStored(file: string): Stored {
  let written: string;
  try {
    written = readFileSync(file, "utf8");
  } catch {
    return {}; // nobody has to write one
  }
  try {
    const stored: unknown = JSON.parse(written);
    if (typeof stored === "object" && stored !== null && !Array.isArray(stored)) return stored as Stored;
  } catch (cause) {
    throw new VitralError("cli.settings", { file }, { cause });
  }
  throw new VitralError("cli.settings", { file });
}
