/** The OpenAI API: models, chat, completions, embeddings, for any client that speaks it. */
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { VitralError } from "#base/error.ts";
import type { GenerateEvent, Timings } from "#runtime/runtime.ts";
import { readBody } from "#server/body.ts";
import { failureOf, type HttpFailure, languageOf } from "#server/failure.ts";
import { chatLogprob, finishOf, legacyLogprobs, usageOf } from "#server/openai/answers.ts";
import {
  chatRequest,
  completionRequest,
  embeddingsRequest,
  refuseUnsupported,
  samplingOf,
} from "#server/openai/requests.ts";
import type { Service } from "#server/service.ts";
import { streamEvents } from "#server/stream.ts";

type TokenEvent = Extract<GenerateEvent, { type: "token" }>;

/** An error in OpenAI's shape. */
export const openAiError = ({ status, code, message }: HttpFailure): object => ({
  error: { message, type: status >= 500 ? "server_error" : "invalid_request_error", param: null, code },
});

/** How a chunk and a whole answer look in one of the two APIs. */
interface Shape {
  readonly id: string;
  readonly object: { readonly chunk: string; readonly whole: string };
  /** Of a stream: what comes first, a token, the end. */
  readonly opening?: object;
  readonly delta: (event: TokenEvent) => object;
  readonly empty: object;
  readonly message: (text: string, tokens: readonly TokenEvent[]) => object;
}

export function openAiRoutes(service: Service): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    const failure = failureOf(error, languageOf(c.req.header("accept-language")));
    return c.json(openAiError(failure), failure.status);
  });

  // Files only: two servers that listed each other's models would ask without end.
  app.get("/models", async (c) => c.json({ object: "list", data: (await service.found()).map(modelObject) }));

  app.get("/models/:id{.+}", async (c) => {
    const models = await service.found();
    const model = models.find(({ ref }) => ref === c.req.param("id"));
    if (model) return c.json(modelObject(model));
    const known = models.map(({ ref }) => ref).join(", ");
    throw new VitralError("runtime.unfound", { ref: c.req.param("id"), known });
  });

  app.post("/chat/completions", async (c) => {
    const request = await readBody(c, chatRequest);
    refuseUnsupported(request);
    const model = await service.model(request.model);
    const messages = request.messages.map(
      ({ role, content }) => ({ role: role === "developer" ? "system" : role, content }) as const,
    );
    const wantsLogprobs = request.logprobs === true;
    const sampling = { ...samplingOf(request), ...(wantsLogprobs ? { logprobs: request.top_logprobs ?? 0 } : {}) };
    const logprobs = (tokens: readonly TokenEvent[]): object =>
      wantsLogprobs
        ? { logprobs: { content: tokens.filter(({ id }) => id >= 0).map(chatLogprob), refusal: null } }
        : { logprobs: null };
    const shape: Shape = {
      id: `chatcmpl-${randomUUID()}`,
      object: { chunk: "chat.completion.chunk", whole: "chat.completion" },
      opening: { delta: { role: "assistant", content: "" }, logprobs: null },
      delta: (event) => ({ delta: { content: event.text }, ...logprobs([event]) }),
      empty: { delta: {}, logprobs: null },
      message: (text, tokens) => ({
        message: { role: "assistant", content: text, refusal: null },
        ...logprobs(tokens),
      }),
    };
    return answer(c, request, model.card.ref, shape, (signal) => model.chat(messages, sampling, signal));
  });

  app.post("/completions", async (c) => {
    const request = await readBody(c, completionRequest);
    refuseUnsupported(request);
    const model = await service.model(request.model);
    const wanted = request.logprobs;
    const sampling = {
      maxTokens: 16,
      ...samplingOf(request),
      ...(typeof wanted === "number" ? { logprobs: wanted } : {}),
    };
    const logprobs = (tokens: readonly TokenEvent[]): object => ({
      logprobs: typeof wanted === "number" ? legacyLogprobs(tokens.filter(({ id }) => id >= 0)) : null,
    });
    const { prompt } = request;
    const shape: Shape = {
      id: `cmpl-${randomUUID()}`,
      object: { chunk: "text_completion", whole: "text_completion" },
      delta: (event) => ({ text: event.text, ...logprobs([event]) }),
      empty: { text: "", logprobs: null },
      message: (text, tokens) => ({ text, ...logprobs(tokens) }),
    };
    const given = isText(prompt) ? { text: String(prompt) } : { ids: prompt };
    return answer(c, request, model.card.ref, shape, (signal) => model.generate(given, sampling, signal));
  });

  app.post("/embeddings", async (c) => {
    const request = await readBody(c, embeddingsRequest);
    refuseUnsupported(request);
    const embedder = await service.embedder(request.model);
    const texts = typeof request.input === "string" ? [request.input] : request.input;
    const vectors = await embedder.embed(texts, undefined, c.req.raw.signal);
    const tokens = (await embedder.tokenize(texts)).reduce((sum, { ids }) => sum + ids.length, 0);
    const written = (vector: Float32Array): string | number[] =>
      request.encoding_format === "base64"
        ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64")
        : Array.from(vector);
    return c.json({
      object: "list",
      model: embedder.card.ref,
      data: vectors.map((vector, index) => ({ object: "embedding", index, embedding: written(vector) })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  });

  return app;
}

const modelObject = ({ ref, source }: { readonly ref: string; readonly source: string }): object => ({
  id: ref,
  object: "model",
  created: 0,
  owned_by: source,
});

/** A prompt is a text, a list of one text, or ids. */
const isText = (prompt: string | readonly [string] | readonly number[]): prompt is string | readonly [string] =>
  typeof prompt === "string" || typeof prompt[0] === "string";

/** One answer, streamed or whole. */
async function answer(
  c: Context,
  request: {
    readonly stream?: boolean | null | undefined;
    readonly stream_options?: { readonly include_usage?: boolean | undefined } | null | undefined;
  },
  model: string,
  shape: Shape,
  events: (signal: AbortSignal) => AsyncIterable<GenerateEvent>,
): Promise<Response> {
  const head = { id: shape.id, created: Math.floor(Date.now() / 1000), model };
  if (request.stream) {
    const wantsUsage = request.stream_options?.include_usage === true;
    return streamEvents(c, (signal) => chunks(signal), openAiError, "[DONE]");

    async function* chunks(signal: AbortSignal): AsyncGenerator<object> {
      const chunk = (choice: object | undefined, finish: string | null = null): object => ({
        ...head,
        object: shape.object.chunk,
        choices: choice ? [{ index: 0, ...choice, finish_reason: finish }] : [],
        ...(wantsUsage ? { usage: null } : {}),
      });
      if (shape.opening) yield chunk(shape.opening);
      for await (const event of events(signal)) {
        if (event.type === "token" && (event.text !== "" || event.logprob !== undefined))
          yield chunk(shape.delta(event));
        if (event.type !== "done") continue;
        yield chunk(shape.empty, finishOf(event.finishReason));
        if (wantsUsage) yield { ...chunk(undefined), usage: usageOf(event.timings) };
      }
    }
  }
  const tokens: TokenEvent[] = [];
  let [finish, timings]: [string, Timings | undefined] = ["stop", undefined];
  for await (const event of events(c.req.raw.signal)) {
    if (event.type === "token") tokens.push(event);
    if (event.type === "done") [finish, timings] = [event.finishReason, event.timings];
  }
  const text = tokens.map((event) => event.text).join("");
  return c.json({
    ...head,
    object: shape.object.whole,
    choices: [{ index: 0, ...shape.message(text, tokens), finish_reason: finishOf(finish) }],
    ...(timings ? { usage: usageOf(timings) } : {}),
  });
}
