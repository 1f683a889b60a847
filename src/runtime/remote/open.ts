/** A model behind a server that speaks the OpenAI API: LM Studio, Ollama, llama.cpp, vLLM, or another Vitral. */
import { VitralError } from "#base/error.ts";
import { eventData } from "#runtime/remote/events.ts";
import type {
  Alternative,
  GenerateEvent,
  LanguageModel,
  Message,
  ModelCard,
  Sampling,
  Timings,
} from "#runtime/runtime.ts";

/** What of a server's answers is read. Everything may be missing: servers differ. */
interface Chunk {
  readonly choices?: readonly {
    readonly text?: string;
    readonly delta?: { readonly content?: string | null };
    readonly logprobs?: { readonly content?: readonly RemoteLogprob[] | null } | null;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  readonly error?: { readonly message?: string } | string;
}

interface RemoteLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs?: readonly RemoteLogprob[];
}

/** A server that says nothing for this long is not there. */
const connectMs = 60_000;

/**
 * Opens a remote model: asks the server whether it has it.
 * @param baseUrl ends in `/v1`
 * @throws VitralError `runtime.unreachable`, `runtime.refused`, `runtime.unfound` with the models that it has
 */
export async function openRemote(baseUrl: string, model: string, apiKey?: string): Promise<LanguageModel> {
  const headers = { "Content-Type": "application/json", ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}) };

  async function request(path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const url = `${baseUrl}${path}`;
    const waiting = AbortSignal.timeout(connectMs);
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers,
      signal: signal
        ? AbortSignal.any([signal, ...(body === undefined ? [waiting] : [])])
        : body === undefined
          ? waiting
          : null,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new VitralError("runtime.unreachable", { url }, { cause });
    });
    if (response.ok) return response;
    const told = (await response.json().catch(() => undefined)) as Chunk | undefined;
    const reason = typeof told?.error === "string" ? told.error : (told?.error?.message ?? response.statusText);
    throw new VitralError("runtime.refused", { url, status: response.status, reason });
  }

  const listed = (await (await request("/models")).json().catch(() => ({}))) as { data?: readonly { id?: string }[] };
  const known = (listed.data ?? []).map(({ id }) => id ?? "");
  if (!known.includes(model))
    throw new VitralError("runtime.unfound", { ref: model, known: known.slice(0, 12).join(", ") });

  const ref = `${baseUrl}#${model}`;
  const card: ModelCard = {
    ref,
    name: model,
    role: "llm",
    source: "remote",
    abilities: { tokens: false, logprobs: true, probe: false },
  };
  const hidden = (): VitralError => new VitralError("runtime.hidden", { name: model });

  async function* stream(
    path: string,
    body: object,
    sampling: Sampling,
    signal?: AbortSignal,
  ): AsyncGenerator<GenerateEvent> {
    const begun = performance.now();
    let [first, tokens, finish]: [number, number, string | undefined] = [0, 0, undefined];
    let usage: Chunk["usage"];
    const stopped = (): boolean => signal?.aborted === true;
    try {
      const given = { model, stream: true, stream_options: { include_usage: true }, ...body, ...parameters(sampling) };
      const response = await request(path, given, signal);
      if (!response.body) throw new VitralError("runtime.cut", { url: baseUrl });
      for await (const data of eventData(response.body, baseUrl)) {
        if (data === "[DONE]") break;
        const chunk = parse(data, baseUrl);
        usage = chunk.usage ?? usage;
        const choice = chunk.choices?.[0];
        finish = choice?.finish_reason ?? finish;
        const text = choice?.delta?.content ?? choice?.text ?? "";
        if (text === "") continue;
        first ||= performance.now();
        tokens++;
        yield {
          type: "token",
          id: -1,
          text,
          bytes: [...new TextEncoder().encode(text)],
          ...logprobsOf(choice?.logprobs?.content?.[0]),
        };
      }
      if (finish === undefined) throw new VitralError("runtime.cut", { url: baseUrl }); // it ended without saying why
    } catch (error) {
      if (!stopped()) throw error;
    }
    const end = performance.now();
    const completionTokens = usage?.completion_tokens ?? tokens;
    const timings: Timings = {
      promptTokens: usage?.prompt_tokens ?? 0,
      cachedTokens: 0,
      completionTokens,
      firstTokenMs: (first || end) - begun,
      prefillTokensPerSecond: first ? ((usage?.prompt_tokens ?? 0) / (first - begun)) * 1000 : 0,
      decodeTokensPerSecond: first && end > first ? ((completionTokens - 1) / (end - first)) * 1000 : 0,
    };
    yield { type: "done", finishReason: stopped() ? "cancelled" : finish === "length" ? "length" : "stop", timings };
  }

  return {
    card,
    contextLength: 4096, // servers do not tell; prompts stay small
    render: () => Promise.reject(hidden()),
    tokenize: () => Promise.reject(hidden()),
    generate(prompt, sampling = {}, signal) {
      const given = "text" in prompt ? prompt.text : [...prompt.ids];
      return stream("/completions", { prompt: given }, { ...sampling }, signal);
    },
    chat: (messages: readonly Message[], sampling = {}, signal) => {
      const asks = sampling.logprobs === undefined ? {} : { logprobs: true, top_logprobs: sampling.logprobs };
      return stream("/chat/completions", { messages, ...asks }, sampling, signal);
    },
    close: async () => {},
  };
}

/** Our names → OpenAI's; those that only some servers know are sent when they are set. */
function parameters({
  temperature = 0,
  topK,
  topP,
  minP,
  repeatPenalty,
  presencePenalty,
  frequencyPenalty,
  seed,
  maxTokens,
  stop,
  logitBias,
}: Sampling): object {
  const given = {
    temperature,
    top_k: topK,
    top_p: topP,
    min_p: minP,
    repeat_penalty: repeatPenalty,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    seed,
    max_tokens: maxTokens,
    stop: stop && stop.length > 0 ? stop.slice(0, 4) : undefined,
    logit_bias: logitBias,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function logprobsOf(told: RemoteLogprob | undefined): { logprob?: number; alternatives?: readonly Alternative[] } {
  if (!told) return {};
  const alternatives = (told.top_logprobs ?? []).map(({ token, logprob, bytes }) => ({
    id: -1,
    text: token,
    bytes: bytes ?? [...new TextEncoder().encode(token)],
    logprob,
  }));
  return { logprob: told.logprob, alternatives };
}

function parse(data: string, url: string): Chunk {
  let chunk: Chunk;
  try {
    chunk = JSON.parse(data) as Chunk;
  } catch (cause) {
    throw new VitralError("runtime.cut", { url }, { cause });
  }
  if (!chunk.error) return chunk;
  const reason = typeof chunk.error === "string" ? chunk.error : (chunk.error.message ?? "?");
  throw new VitralError("runtime.refused", { url, status: 200, reason });
}
