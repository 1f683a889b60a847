/** How the next token is chosen, and when to stop. Absent: the neutral value. */
export interface Sampling {
  /** 0 is greedy. Default 0. */
  readonly temperature?: number;
  /** Keep the k likeliest; 0 keeps all. */
  readonly topK?: number;
  /** Keep the likeliest until their probabilities reach p. */
  readonly topP?: number;
  /** Keep those at least minP times as likely as the likeliest. */
  readonly minP?: number;
  /** Divides (or, below zero, multiplies) the logits of tokens seen in the last 64; 1 does nothing. */
  readonly repeatPenalty?: number;
  /** Taken from the logits of tokens that this answer holds already. */
  readonly presencePenalty?: number;
  /** Taken from the logits of tokens that this answer holds already, once for each time. */
  readonly frequencyPenalty?: number;
  readonly seed?: number;
  /** Default: what is left of the context. */
  readonly maxTokens?: number;
  /** The generation ends before any of these. */
  readonly stop?: readonly string[];
  /** Added to the logits, by token id. */
  readonly logitBias?: Readonly<Record<number, number>>;
  /** How many alternatives to report with each token, by the model's own probabilities (before temperature and cuts). */
  readonly logprobs?: number;
}

/** A token that could have come, with its natural log-probability. */
export interface Alternative {
  readonly id: number;
  readonly text: string;
  readonly bytes: readonly number[];
  readonly logprob: number;
}

export interface Timings {
  readonly promptTokens: number;
  /** Prompt tokens whose keys and values were still in the cache. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly firstTokenMs: number;
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
}

export type GenerateEvent =
  | { readonly type: "prefill"; readonly done: number; readonly total: number }
  | {
      readonly type: "token";
      readonly id: number;
      /** What this token adds to the text; empty while a character is not whole or a stop string may be beginning. */
      readonly text: string;
      readonly bytes: readonly number[];
      readonly logprob?: number;
      readonly alternatives?: readonly Alternative[];
    }
  | { readonly type: "done"; readonly finishReason: "stop" | "length" | "cancelled"; readonly timings: Timings };
