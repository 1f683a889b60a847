/** The studio's own API: see `api.ts` for its types. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { VitralError } from "#base/error.ts";
import type { Upload } from "#knowledge/knowledge.ts";
import type { AskRequest, ChatRequest, Conversation, LoadEvent, TokenizeRequest } from "#server/api.ts";
import { readBody } from "#server/body.ts";
import { failureOf, type HttpFailure, languageOf } from "#server/failure.ts";
import type { Service } from "#server/service.ts";
import { streamEvents } from "#server/stream.ts";

const message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
const sampling = z.looseObject({}).optional();
const language = z.enum(["en", "es"]).optional();
const schemas = {
  load: z.object({ ref: z.string().min(1) }),
  collection: z.object({ name: z.string().trim().min(1).max(120), language: z.enum(["en", "es", "auto"]).optional() }),
  pasted: z.object({ title: z.string().trim().min(1).max(300), text: z.string() }),
  ask: z.object({
    collection: z.string(),
    question: z.string().trim().min(1).max(8000),
    history: z.array(message).optional(),
    top: z.number().int().min(1).max(20).optional(),
    sampling,
    language,
  }),
  chat: z.object({ messages: z.array(message).min(1), sampling }),
  tokenize: z.object({ text: z.string(), of: z.enum(["model", "embedder"]) }),
  conversation: z.looseObject({
    id: z.uuid(),
    title: z.string().max(300),
    updated: z.string(),
    collection: z.string().optional(),
    turns: z.array(z.unknown()),
  }),
};

const studioError = ({ code, message: told }: HttpFailure): object => ({
  type: "error",
  error: { code, message: told },
});

export function studioRoutes(service: Service): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    const { status, code, message: told } = failureOf(error, languageOf(c.req.header("accept-language")));
    return c.json({ error: { code, message: told } }, status);
  });

  app.get("/state", async (c) => c.json(await service.state()));
  app.get("/models", async (c) => c.json(await service.cards()));
  app.post("/models/load", async (c) => {
    const { ref } = await readBody(c, schemas.load);
    return streamEvents(c, () => loading(service, ref), studioError);
  });

  app.get("/collections", async (c) => c.json(await service.collections()));
  app.post("/collections", async (c) => {
    const { name, language: of } = await readBody(c, schemas.collection);
    await (await service.knowledge).create(name, of ? { language: of } : {});
    return c.json({ name }, 201);
  });
  app.delete("/collections/:name", async (c) => {
    await (await service.knowledge).delete(c.req.param("name"));
    return c.body(null, 204);
  });
  app.get("/collections/:name/documents", async (c) =>
    c.json(await (await service.knowledge).documents(c.req.param("name"))),
  );
  app.post("/collections/:name/documents", async (c) => {
    const uploads = await readUploads(c);
    const knowledge = await service.knowledge;
    return streamEvents(c, (signal) => knowledge.add(c.req.param("name"), uploads, signal), studioError);
  });
  app.get("/collections/:name/documents/:id", async (c) => {
    return c.json(await (await service.knowledge).open(c.req.param("name"), Number(c.req.param("id"))));
  });
  app.delete("/collections/:name/documents/:id", async (c) => {
    await (await service.knowledge).remove(c.req.param("name"), Number(c.req.param("id")));
    return c.body(null, 204);
  });
  app.get("/collections/:name/search", async (c) => {
    const top = Math.min(50, Math.max(1, Number(c.req.query("top") ?? 10) || 10));
    const knowledge = await service.knowledge;
    const { passages } = await knowledge.search(c.req.param("name"), c.req.query("q") ?? "", {
      top,
      signal: c.req.raw.signal,
    });
    return c.json(passages);
  });

  app.post("/ask", async (c) => {
    const { collection, question, ...options } = (await readBody(c, schemas.ask)) as AskRequest;
    return streamEvents(
      c,
      async function* (signal) {
        const [knowledge, model] = await Promise.all([service.knowledge, service.model()]);
        yield* knowledge.ask(collection, question, model, { ...options, signal });
      },
      studioError,
    );
  });

  app.post("/chat", async (c) => {
    const { messages, sampling: settings } = (await readBody(c, schemas.chat)) as ChatRequest;
    return streamEvents(
      c,
      async function* (signal) {
        const model = await service.model();
        if (model.card.abilities.tokens) {
          const text = await model.render(messages);
          const [encoding] = await model.tokenize([text], { special: false });
          yield {
            type: "prompt",
            text,
            parts: [{ origin: "template", start: 0, end: text.length }],
            tokens: encoding?.ids.length,
          };
        }
        yield* model.chat(messages, settings, signal);
      },
      studioError,
    );
  });

  app.post("/tokenize", async (c) => {
    const { text, of }: TokenizeRequest = await readBody(c, schemas.tokenize);
    const tokenizing = of === "model" ? await service.model() : await service.embedder();
    const [encoding] = await tokenizing.tokenize([text], { special: false });
    return c.json({ ...encoding, ids: Array.from(encoding?.ids ?? []) });
  });

  app.get("/conversations", async (c) => c.json(await (await service.knowledge).conversations.list()));
  app.get("/conversations/:id{[0-9a-f-]{36}}", async (c) => {
    const found = await (await service.knowledge).conversations.read(c.req.param("id"));
    if (!found) throw new VitralError("server.missing", { path: c.req.path });
    return c.json(found);
  });
  app.put("/conversations/:id{[0-9a-f-]{36}}", async (c) => {
    const conversation = (await readBody(c, schemas.conversation)) as unknown as Conversation;
    await (await service.knowledge).conversations.keep({ ...conversation, id: c.req.param("id") });
    return c.body(null, 204);
  });
  app.delete("/conversations/:id{[0-9a-f-]{36}}", async (c) => {
    await (await service.knowledge).conversations.delete(c.req.param("id"));
    return c.body(null, 204);
  });

  return app;
}

/** Loading as events: progress is told at most twenty times. */
async function* loading(service: Service, ref: string): AsyncGenerator<LoadEvent> {
  const told: number[] = [];
  let wake = (): void => {};
  const done = service.load(ref, (share) => {
    if (share - (told.at(-1) ?? -1) < 0.05) return;
    told.push(share);
    wake();
  });
  const finished = done.then(
    () => true,
    () => true,
  );
  for (let next = 0; ; ) {
    for (; next < told.length; next++) yield { type: "progress", done: told[next] as number };
    const more = new Promise<false>((resolve) => {
      wake = () => resolve(false);
    });
    if (next < told.length) continue;
    if (await Promise.race([finished, more])) break;
  }
  yield { type: "ready", model: (await done).card };
}

/** Files of a form, or a text that was pasted. */
async function readUploads(c: Context): Promise<Upload[]> {
  if (!/^multipart\/form-data/i.test(c.req.header("content-type") ?? "")) {
    const { title, text } = await readBody(c, schemas.pasted);
    return [{ path: `${title}.md`, bytes: new TextEncoder().encode(text) }];
  }
  let form: FormData;
  try {
    form = await c.req.formData();
  } catch (cause) {
    if (cause instanceof VitralError) throw cause; // too large
    throw new VitralError("server.body", { field: "form", problem: "≠ multipart/form-data" }, { cause });
  }
  const files = form.getAll("file").filter((entry): entry is File => entry instanceof File);
  return Promise.all(files.map(async (file) => ({ path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}
