import { VitralError } from "#base/error.ts";

/** The argument or option that a command cannot do without in this use of it. @throws VitralError `cli.missing` */
export function requireText<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new VitralError("cli.missing", { name });
  return value;
}
