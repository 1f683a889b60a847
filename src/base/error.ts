import { errorsEn } from "#words/errors.en.ts";
import { errorsEs } from "#words/errors.es.ts";
import { type Data, fill, type Language, type Placeholders } from "#words/say.ts";

/** What went wrong, as `room.what`. The list is the keys of `words/errors.en.ts`. */
export type ErrorCode = keyof typeof errorsEn;

/** What an error of this code must tell, named by the placeholders of its sentence. */
export type ErrorData<C extends ErrorCode> = { readonly [Name in Placeholders<(typeof errorsEn)[C]>]: string | number };

/**
 * The one error of the house. `code` tells errors apart, for a class would not survive workers and the wire;
 * the sentence (what, where, how to mend it) comes from the catalogues, so that every door to people says the same.
 * Programming mistakes are not VitralErrors: see `assert`.
 *
 * @example throw new VitralError("file.missing", { file })
 */
export class VitralError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: Data;

  constructor(code: C, data: ErrorData<C>, options?: { readonly cause?: unknown }) {
    super(fill(errorsEn[code], data, "en"), options);
    this.name = "VitralError";
    this.code = code;
    this.data = data;
  }

  /** The sentence in the reader's language. */
  say(language: Language): string {
    return fill((language === "es" ? errorsEs : errorsEn)[this.code], this.data, language);
  }
}

/** An error as it crosses a thread or the wire. */
export interface WireError {
  readonly code: string;
  readonly data: Data;
  readonly message: string;
}

/** Flattens any thrown thing for a thread or the wire. */
export function toWire(thrown: unknown): WireError {
  if (thrown instanceof VitralError) return { code: thrown.code, data: thrown.data, message: thrown.message };
  return {
    code: "internal",
    data: {},
    message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
  };
}

/** Makes of a flattened error what it was: a VitralError if its code is known, a plain Error otherwise. */
export function fromWire({ code, data, message }: WireError): Error {
  return code in errorsEn ? new VitralError(code as ErrorCode, data as ErrorData<ErrorCode>) : new Error(message);
}
