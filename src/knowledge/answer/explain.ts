import { askPrompt } from "#knowledge/answer/prompt.ts";
import type { Retrieved } from "#knowledge/passage.ts";
import type { LanguageModel } from "#runtime/runtime.ts";

/** How much a passage changed the answer: log p(answer | all passages) − log p(answer | all but this one), natural. */
export interface Influence {
  readonly marker: number;
  readonly logprobChange: number;
}

/** Leaves out each passage in turn. Costs one reading of the prompt a passage. Empty if the runtime cannot score. */
export async function explain(
  model: LanguageModel,
  question: string,
  answer: string,
  passages: readonly Retrieved[],
  signal?: AbortSignal,
): Promise<Influence[]> {
  const { score } = model;
  if (!score || answer.length === 0) return [];
  const total = async (shown: readonly Retrieved[]): Promise<number> => {
    const { text } = await askPrompt(model, question, shown, []);
    return (await score.call(model, text, answer, signal)).reduce((sum, x) => sum + x, 0);
  };
  const whole = await askPrompt(model, question, passages, []);
  const shown = passages.slice(0, whole.used);
  const all = await total(shown);
  const influences: Influence[] = [];
  for (const [i] of shown.entries()) {
    const without = await total(shown.filter((_, j) => j !== i));
    influences.push({ marker: i + 1, logprobChange: all - without });
  }
  return influences;
}
