import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { State } from "#server/api.ts";

const bin = fileURLToPath(new URL("../../bin/vitral.js", import.meta.url));

/** A studio that runs as a process of its own, on an empty home: as a newcomer meets it. */
export interface RunningVitral {
  readonly url: string;
  /** What it has written so far, for the report of a failure. */
  said(): string;
  close(): Promise<void>;
}

/** Starts `vitral start` and waits until the model, the embedder and the example collection are ready. */
export async function startVitral(readyWithinMs: number): Promise<RunningVitral> {
  const home = mkdtempSync(join(tmpdir(), "vitral-browser-"));
  const port = await freePort();
  const child = spawn(process.execPath, [bin, "start", "--port", String(port), "--no-open"], {
    env: { ...process.env, VITRAL_HOME: home, DATABASE_URL: "", DISPLAY: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (piece) => (said += String(piece)));
  child.stderr.on("data", (piece) => (said += String(piece)));
  const close = async () => {
    await ended(child);
    rmSync(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, child, readyWithinMs, () => said);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, said: () => said, close };
}

async function ready(url: string, child: ChildProcess, withinMs: number, said: () => string): Promise<void> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`vitral ended with ${child.exitCode}: ${said()}`);
    const state = await fetch(`${url}/api/state`, { signal: AbortSignal.timeout(5000) })
      .then((response) => response.json() as Promise<State>)
      .catch(() => undefined);
    if (state?.model && !state.busy && (state.collections[0]?.documents ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`vitral was not ready within ${withinMs} ms: ${said()}`);
}

/** Asks the process to end, and kills it if it has not within five seconds. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(killer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
