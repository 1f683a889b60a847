import type { Bench, BenchEngine, FromRunner, ToRunner } from "#cli/bench/protocol.ts";

/** The child's side: opens the engine when told, then runs once for each prompt. */
export function serveRunner(engine: BenchEngine): Promise<void> {
  const send = (message: FromRunner): void => void process.send?.(message);
  let bench: Bench | undefined;
  return new Promise((resolve) => {
    process.on("disconnect", resolve);
    process.on("message", (message: ToRunner) => {
      void answer(message).then(send, (error: unknown) =>
        send({ failed: error instanceof Error ? error.message : String(error) }),
      );
    });
  });

  async function answer(message: ToRunner): Promise<FromRunner> {
    if ("prompt" in message) {
      const run = await bench?.run(message.prompt);
      if (!run) return { failed: "not open" };
      return { run: { ...run, peakRssBytes: process.resourceUsage().maxRSS * 1024 } };
    }
    const begun = performance.now();
    const open =
      engine === "glass"
        ? (await import("#cli/bench/glass.ts")).openGlassBench
        : (await import("#cli/bench/llama-cpp.ts")).openLlamaCppBench;
    bench = await open(message.open);
    return bench ? { loadMs: performance.now() - begun } : { missing: engine };
  }
}
