import type { ApiError } from "#server/api.ts";
import { readEvents } from "#studio/api/event-stream.ts";
import { failed } from "#studio/api/failure.ts";
import type { Language } from "#words/say.ts";

/** The studio's server, spoken to in the reader's language. Paths start below `/api/`. */
export interface Api {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  send(method: "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<void>;
  ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T>;
  /** A stream of events. Leaving the loop, or the signal, ends the work on the server too. */
  stream<E>(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<E>;
}

/** @throws what `toFailure` reads: the server's own sentence, or `offline` when nobody answers. */
export function createApi(language: Language): Api {
  async function request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const form = body instanceof FormData;
    const headers: Record<string, string> = { "Accept-Language": language };
    if (body !== undefined && !form) headers["Content-Type"] = "application/json";
    const response = await fetch(new URL(`/api/${path}`, location.origin), {
      method,
      headers,
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    if (response.ok) return response;
    const told = (await response.json().catch(() => undefined)) as ApiError | undefined;
    throw failed(
      told?.error ?? { code: `http.${response.status}`, message: `${response.status} ${response.statusText}` },
    );
  }
  return {
    get: async (path, signal) => (await request("GET", path, undefined, signal)).json(),
    send: async (method, path, body) => {
      await request(method, path, body);
    },
    ask: async (path, body, signal) => (await request("POST", path, body, signal)).json(),
    async *stream(path, body, signal) {
      const response = await request("POST", path, body, signal);
      if (response.body) yield* readEvents(response.body);
    },
  };
}
