import { VitralError } from "#base/error.ts";

/** A piece of `tokenizer.json` whose shape is not known yet. */
export type Json = { readonly [key: string]: unknown };

export function object(value: unknown, field: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(field, value, "an object");
  return value as Json;
}

export function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(field, value, "a list");
  return value;
}

export function string(value: unknown, field: string): string {
  if (typeof value !== "string") throw bad(field, value, "text");
  return value;
}

/** Refuses a part that holds parts without end: what reads it calls itself for each. */
export function shallow(part: unknown, field: string, depth = 0): void {
  if (typeof part !== "object" || part === null) return;
  if (depth > 40) throw bad(field, "nested more than 40 deep", "a shallow list of parts");
  for (const inner of Object.values(part)) shallow(inner, field, depth + 1);
}

export const bad = (field: string, value: unknown, expected: string): VitralError =>
  new VitralError("tokenizer.bad", { field, value: String(value).slice(0, 80), expected });
