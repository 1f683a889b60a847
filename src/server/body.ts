import type { Context } from "hono";
import type { z } from "zod";
import { VitralError } from "#base/error.ts";

/** The request's JSON, checked. @throws VitralError `server.body`, naming the field */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = await c.req.json();
  } catch (cause) {
    if (cause instanceof VitralError) throw cause; // too large
    throw new VitralError("server.body", { field: "body", problem: "≠ JSON" }, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VitralError("server.body", { field: issue?.path.join(".") || "body", problem: issue?.message ?? "?" });
}
