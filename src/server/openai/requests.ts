import { z } from "zod";
import { VitralError } from "#base/error.ts";
import type { Sampling } from "#runtime/runtime.ts";

/** What the chat and the plain completions share. Source: OpenAI's API reference. */
const sampled = {
  model: z.string().optional(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  repeat_penalty: z.number().gt(0).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.number().int().nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  n: z.number().int().nullish(),
};

const text = z.object({ type: z.literal("text"), text: z.string() });
export const chatRequest = z.looseObject({
  ...sampled,
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "developer", "user", "assistant"]),
        content: z
          .union([z.string(), z.array(text)])
          .transform((content) => (typeof content === "string" ? content : content.map((part) => part.text).join(""))),
      }),
    )
    .min(1),
  max_completion_tokens: z.number().int().min(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
});

export const completionRequest = z.looseObject({
  ...sampled,
  prompt: z.union([z.string(), z.tuple([z.string()]), z.array(z.number().int().min(0)).min(1)]),
  logprobs: z.number().int().min(0).max(20).nullish(),
  echo: z.literal(false).nullish(),
});

export const embeddingsRequest = z.looseObject({
  model: z.string().optional(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
});

/** Parameters that would change the meaning of an answer, and that we cannot honour: refused, never ignored. */
const refused = [
  "tools",
  "tool_choice",
  "functions",
  "response_format",
  "audio",
  "modalities",
  "suffix",
  "best_of",
  "dimensions",
];

/** @throws VitralError `server.unsupported` */
export function refuseUnsupported(request: Readonly<Record<string, unknown>>): void {
  for (const parameter of refused) {
    const value = request[parameter];
    const isNeutral =
      value === undefined ||
      value === null ||
      (parameter === "response_format" && (value as { type?: unknown }).type === "text");
    if (!isNeutral) throw new VitralError("server.unsupported", { parameter });
  }
  if (typeof request["n"] === "number" && request["n"] !== 1)
    throw new VitralError("server.unsupported", { parameter: "n ≠ 1" });
}

type Sampled = z.infer<z.ZodObject<typeof sampled>>;

/** OpenAI's names → ours. Its temperature, where none is given, is 1. */
export function samplingOf(request: Sampled & { max_completion_tokens?: number | null | undefined }): Sampling {
  const {
    temperature,
    top_p,
    top_k,
    min_p,
    repeat_penalty,
    presence_penalty,
    frequency_penalty,
    seed,
    stop,
    logit_bias,
  } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const given = {
    temperature: temperature ?? 1,
    topP: top_p,
    topK: top_k,
    minP: min_p,
    repeatPenalty: repeat_penalty,
    presencePenalty: presence_penalty,
    frequencyPenalty: frequency_penalty,
    seed,
    maxTokens,
    stop: typeof stop === "string" ? [stop] : stop,
    logitBias: logit_bias,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null));
}
