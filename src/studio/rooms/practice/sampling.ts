import type { Sampling } from "#server/api.ts";
import type { PlainKey } from "#studio/language.tsx";

/** What the reader may set, as numbers; what is absent stays as the engine has it. */
export type Chosen = Pick<Sampling, SettingName>;
type SettingName = "temperature" | "topK" | "topP" | "minP" | "repeatPenalty" | "maxTokens" | "seed";

/** A setting of how the next token is chosen: its bounds, and the value that changes nothing. */
interface Setting {
  readonly name: SettingName;
  readonly word: PlainKey;
  readonly help: PlainKey;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** The value that changes nothing, where a slider that is on auto rests; absent: there is none, and no slider. */
  readonly neutral?: number;
}

export const settings: readonly Setting[] = [
  {
    name: "temperature",
    word: "set.temperature",
    help: "set.temperature.help",
    from: 0,
    to: 2,
    step: 0.05,
    neutral: 0,
  },
  { name: "topK", word: "set.top-k", help: "set.top-k.help", from: 0, to: 200, step: 1, neutral: 0 },
  { name: "topP", word: "set.top-p", help: "set.top-p.help", from: 0.05, to: 1, step: 0.01, neutral: 1 },
  { name: "minP", word: "set.min-p", help: "set.min-p.help", from: 0, to: 0.5, step: 0.01, neutral: 0 },
  { name: "repeatPenalty", word: "set.repeat", help: "set.repeat.help", from: 1, to: 2, step: 0.01, neutral: 1 },
  { name: "maxTokens", word: "set.max-tokens", help: "set.max-tokens.help", from: 1, to: 4096, step: 1 },
  { name: "seed", word: "set.seed", help: "set.seed.help", from: 0, to: 4294967295, step: 1 },
];

/** How many alternatives the glass shows for each token. */
export const alternatives = 8;
