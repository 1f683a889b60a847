import type { Bench, BenchOrder } from "#cli/bench/protocol.ts";

/** What is used of node-llama-cpp 3, which the user installs if they want to compare. */
interface Sequence {
  evaluate(
    tokens: readonly number[],
    options: { readonly temperature: number; readonly yieldEogToken: true },
  ): AsyncIterable<number>;
  clearHistory(): Promise<void>;
}
interface Peer {
  getLlama(options: {
    readonly gpu: false;
    readonly build: "never";
    readonly maxThreads: number;
    readonly logLevel: "error";
  }): Promise<{
    loadModel(options: { readonly modelPath: string }): Promise<{
      createContext(options: {
        readonly contextSize: number;
        readonly batchSize: number;
        readonly threads: number;
      }): Promise<{ getSequence(): Sequence }>;
    }>;
  }>;
}

/** Room for prompt and answer; both engines get as much. */
const contextSize = 2048;

/** llama.cpp on the processor, in batches of its default 512. Undefined: node-llama-cpp is not installed. */
export async function openLlamaCppBench({ path, threads, tokens }: BenchOrder): Promise<Bench | undefined> {
  const name = "node-llama-cpp"; // not a literal in the import: it is not among the dependencies
  const peer = await import(name).then(
    (found) => found as Peer,
    () => undefined,
  );
  if (!peer) return undefined;
  const llama = await peer.getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: "error" });
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize, batchSize: 512, threads });
  const sequence = context.getSequence();
  return {
    async run(prompt) {
      await sequence.clearHistory();
      const begun = performance.now();
      let firstTokenMs = 0;
      let count = 0;
      for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
        count++;
        if (count === 1) firstTokenMs = performance.now() - begun;
        if (count === tokens) break;
      }
      const decodeMs = performance.now() - begun - firstTokenMs;
      return {
        firstTokenMs,
        prefillTokensPerSecond: (1000 * prompt.length) / firstTokenMs,
        decodeTokensPerSecond: (1000 * (count - 1)) / decodeMs,
      };
    },
  };
}
