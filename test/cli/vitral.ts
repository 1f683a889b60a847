import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../bin/vitral.js");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  /** More input may come: stdin stays open. */
  readonly keepsInput?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Who runs it, if not who runs the tests. */
  readonly uid?: number;
  /** Ctrl-C, so long after the start. */
  readonly interruptAfterMs?: number;
  /** Is told what stdout holds so far. */
  readonly onOutput?: (stdout: string, stop: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built command line as a user would, in English, with no terminal; ends it after two minutes. */
export function vitral(
  args: readonly string[],
  { input, keepsInput = false, env = {}, uid, interruptAfterMs, onOutput }: RunOptions = {},
): Promise<Ran> {
  const bare = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITRAL_|LC_|LANG|DATABASE_URL|NO_COLOR|FORCE_COLOR)/.test(name)),
  );
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...bare, ...env },
    timeout: 120_000,
    ...(uid !== undefined && { uid }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes;
    onOutput?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes;
  });
  if (interruptAfterMs !== undefined) setTimeout(() => child.kill("SIGINT"), interruptAfterMs).unref();
  child.stdin.on("error", () => {}); // a program that does not read its input may close it
  child.stdin.write(input ?? "");
  if (!keepsInput) child.stdin.end();
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** What a command prints with `--json`. @throws what went wrong, if it did */
export async function json<T>(args: readonly string[], options?: RunOptions): Promise<T> {
  const { code, stdout, stderr } = await vitral([...args, "--json"], options);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** A folder for one test file. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "vitral-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
