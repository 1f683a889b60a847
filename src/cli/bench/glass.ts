import type { Bench, BenchOrder } from "#cli/bench/protocol.ts";
import { openModelFile } from "#files/open.ts";
import { tokenizerOf } from "#model/tokenizer.ts";
import { openLanguageModel } from "#runtime/open.ts";

/** Our engine, as users get it: in its own thread. */
export async function openGlassBench({ path, threads, precision, tokens }: BenchOrder): Promise<Bench> {
  const file = await openModelFile(path);
  const { ends } = tokenizerOf(file).special;
  await file.close();
  const model = await openLanguageModel(path, { threads, precision });
  const never = Object.fromEntries([...ends].map((id) => [id, -1e9])); // both engines write to the last token
  return {
    async run(prompt) {
      const sampling = { temperature: 0, maxTokens: tokens, logitBias: never };
      for await (const event of model.generate({ ids: prompt }, sampling)) {
        if (event.type !== "done") continue;
        const { prefillTokensPerSecond, decodeTokensPerSecond, firstTokenMs } = event.timings;
        return { prefillTokensPerSecond, decodeTokensPerSecond, firstTokenMs };
      }
      throw new Error("the generation did not end");
    },
  };
}
