import { type ChildProcess, fork } from "node:child_process";
import { VitralError } from "#base/error.ts";
import { seededRandom } from "#base/random.ts";
import type { BenchEngine, BenchOrder, BenchRun, FromRunner, ToRunner } from "#cli/bench/protocol.ts";

/** A run, and who made it. */
export interface NamedRun extends BenchRun {
  readonly engine: BenchEngine;
  readonly run: number;
}

export interface BenchPlan extends BenchOrder {
  readonly engines: readonly BenchEngine[];
  readonly promptTokens: number;
  readonly vocabulary: number;
  readonly repeat: number;
  readonly signal: AbortSignal;
  readonly onRun: (done: number, total: number) => void;
}

/**
 * Runs the engines in turn, each in a process of its own, after one run each that does not count: what disturbs the
 * machine disturbs all alike. In a run all get the same ids; the next run gets others, so that no cache helps.
 * Ctrl-C ends it with the runs that are done.
 * @throws VitralError `bench.peer` if an engine is not installed, `bench.failed`
 */
export async function alternate(plan: BenchPlan): Promise<NamedRun[]> {
  const runs: NamedRun[] = [];
  const children = new Map(plan.engines.map((engine) => [engine, startRunner(engine)] as const));
  try {
    const { path, threads, precision, tokens } = plan;
    for (const child of children.values()) await child.ask({ open: { path, threads, precision, tokens } });
    const random = seededRandom(plan.promptTokens);
    const total = (plan.repeat + 1) * plan.engines.length;
    for (let round = 0; round <= plan.repeat; round++) {
      const prompt = Array.from({ length: plan.promptTokens }, () => Math.floor(random() * plan.vocabulary));
      for (const [engine, child] of children) {
        if (plan.signal.aborted) return runs;
        const answer = await child.ask({ prompt });
        if ("run" in answer && round > 0) runs.push({ engine, run: round, ...answer.run });
        plan.onRun(round * plan.engines.length + [...children.keys()].indexOf(engine) + 1, total);
      }
    }
    return runs;
  } finally {
    for (const child of children.values()) child.end();
  }
}

interface Runner {
  ask(message: ToRunner): Promise<FromRunner>;
  end(): void;
}

/** A process of the same program that measures one engine. */
function startRunner(engine: BenchEngine): Runner {
  const program = process.argv[1] ?? "";
  const child: ChildProcess = fork(program, ["bench", "--runner", engine], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-400);
  });
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        const fail = (reason: string): void => reject(new VitralError("bench.failed", { engine, reason }));
        const ended = (): void => fail(complaint.trim() || "the process ended");
        child.once("exit", ended);
        child.once("message", (answer: FromRunner) => {
          child.off("exit", ended);
          if ("missing" in answer) reject(new VitralError("bench.peer", {}));
          else if ("failed" in answer) fail(answer.failed);
          else resolve(answer);
        });
        child.send(message, (error) => error && fail(error.message));
      }),
    end: () => void child.kill("SIGKILL"),
  };
}
