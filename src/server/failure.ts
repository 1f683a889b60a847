import { type ErrorCode, VitralError } from "#base/error.ts";
import type { Language } from "#words/say.ts";

/** An error as HTTP tells it. */
export interface HttpFailure {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 500 | 503;
  readonly code: string;
  readonly message: string;
}

const statuses: Partial<Record<ErrorCode, HttpFailure["status"]>> = {
  "server.foreign": 403,
  "server.key": 401,
  "server.large": 413,
  "server.missing": 404,
  "server.busy": 409,
  "knowledge.collection": 404,
  "knowledge.document": 404,
  "knowledge.exists": 409,
  "runtime.unfound": 404,
  "engine.lost": 503,
};

/** What the reader's browser or program prefers. */
export const languageOf = (header: string | undefined): Language => (/^\s*es\b/i.test(header ?? "") ? "es" : "en");

/** Anything thrown → status, code and a sentence; what is no VitralError is ours to mend, and says so without details. */
export function failureOf(thrown: unknown, language: Language): HttpFailure {
  if (thrown instanceof VitralError) {
    const status = statuses[thrown.code as ErrorCode] ?? (/^(engine|internal)\./.test(thrown.code) ? 500 : 400);
    return { status, code: thrown.code, message: thrown.say(language) };
  }
  process.stderr.write(`vitral: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
  const message = language === "es" ? "Algo ha fallado dentro de Vitral." : "Something failed inside Vitral.";
  return { status: 500, code: "internal", message };
}
