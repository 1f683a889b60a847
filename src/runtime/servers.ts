/** Servers of this computer that speak the OpenAI API: LM Studio's and Ollama's, found where each listens by default. */
import type { ModelCard } from "#runtime/runtime.ts";

/** LM Studio: 1234. Ollama: 11434. */
export const knownServers: readonly string[] = ["http://127.0.0.1:1234/v1", "http://127.0.0.1:11434/v1"];

/** A server on this computer answers at once; who does not is not there. */
const answerMs = 1_500;
/** A list of models is short; more is no list. */
const mostBytes = 1 << 20;

/**
 * The models behind the servers that are running, by `http://127.0.0.1:PORT/v1#MODEL`. Never throws: who does not answer,
 * or answers otherwise, is not there. Nothing but the question for the list is sent.
 */
export async function serverCards(servers: readonly string[] = knownServers): Promise<ModelCard[]> {
  return (await Promise.all(servers.map(modelsAt))).flat();
}

async function modelsAt(baseUrl: string): Promise<ModelCard[]> {
  const listed = await askedFor(`${baseUrl}/models`).catch(() => undefined);
  const ids = Array.isArray(listed) ? listed.map((each: { id?: unknown } | null) => each?.id) : [];
  return ids
    .filter((id) => typeof id === "string")
    .map((id) => ({
      ref: `${baseUrl}#${id}`,
      name: id,
      role: isEmbedder(id) ? "embedder" : "llm",
      source: "remote",
      abilities: { tokens: false, logprobs: true, probe: false },
    }));
}

async function askedFor(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(answerMs), redirect: "error" });
  if (!response.ok || Number(response.headers.get("content-length") ?? 0) > mostBytes) return undefined;
  return ((await response.json()) as { data?: unknown }).data;
}

/** The API's list does not say what a model is for; both programs' embedders have it in their names. */
const isEmbedder = (id: string): boolean => /embed|\bbge\b|\be5\b|minilm/i.test(id);
