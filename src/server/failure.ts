import { type ErrorCode, VitralError } from "#base/error.ts";
import { systemError } from "#platform/system-error.ts";
import type { Language } from "#words/say.ts";

/** An error as HTTP tells it. */
export interface HttpFailure {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 500 | 503 | 507;
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
  "server.internal": 500,
  "disk.full": 507,
  "file.full": 507,
};

/** What the reader's browser or program prefers. */
export const languageOf = (header: string | undefined): Language => (/^\s*es\b/i.test(header ?? "") ? "es" : "en");

/** Anything thrown → status, code and a sentence; what is no VitralError is ours to mend, and says so without details. */
export function failureOf(thrown: unknown, language: Language): HttpFailure {
  const known = systemError(thrown);
  if (!known)
    process.stderr.write(`vitral: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
  const error = known ?? new VitralError("server.internal", {}, { cause: thrown });
  const status = statuses[error.code] ?? (error.code.startsWith("engine.") ? 500 : 400);
  return { status, code: error.code, message: error.say(language) };
}
