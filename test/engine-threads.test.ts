/** The engine's threads as an owner of a model sees them: closing in the middle of work, and often. */
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { EngineThread } from "#runtime/engine-thread.ts";
import { openLanguageModel } from "#runtime/open.ts";
import { goldenPath } from "./read-goldens.ts";

const tinyLlama = goldenPath("tiny/llama/llama.f32.gguf");
const smollm2 = new URL("../models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url).pathname;
const code = (name: string) => expect.objectContaining({ code: name });
const threads = (): number => readdirSync("/proc/self/task").length;

/** Waits until no more than `most` threads run. */
async function settles(most: number): Promise<number> {
  for (let turn = 0; turn < 200 && threads() > most; turn++) await new Promise((resolve) => setTimeout(resolve, 50));
  return threads();
}

it("fails what is asked and being computed when the model is closed, whatever its threads do", async () => {
  const model = await openLanguageModel(smollm2, { threads: 2 });
  const prompt = { text: "Once upon a time, ".repeat(60) };
  const score = model.score("It was a dark night.", " And it rained.");
  const [first, second] = [0, 1].map(async () => {
    for await (const event of model.generate(prompt, { maxTokens: 400 })) if (event.type === "token") break;
    for await (const _ of model.generate(prompt, { maxTokens: 4000 })); // until it is closed
  });
  await score;
  const gone = [first, second].map((one) => expect(one).rejects.toEqual(code("engine.closed")));
  await new Promise((resolve) => setTimeout(resolve, 300)); // in the middle of the prompt
  await model.close();
  await Promise.all(gone);
  await expect(model.tokenize(["x"])).rejects.toEqual(code("engine.closed"));
});

it.runIf(process.platform === "linux")("leaves no thread behind, closed, killed or failed, twenty times", async () => {
  const once = async (time: number): Promise<void> => {
    const thread = new EngineThread({
      path: time % 3 === 2 ? `${tinyLlama}.none` : tinyLlama,
      options: { threads: 3 },
    });
    const opened = thread.opened();
    if (time % 3 === 2) await expect(opened).rejects.toEqual(code("file.missing"));
    else await opened;
    if (time % 3 === 1)
      thread.kill(); // its kernels' threads must go with it
    else thread.close();
  };
  await once(0);
  await new Promise((resolve) => setTimeout(resolve, 500)); // so that the last of its threads is gone
  const before = threads();
  for (let time = 0; time < 20; time++) await once(time);
  expect(await settles(before)).toBeLessThanOrEqual(before);
});
