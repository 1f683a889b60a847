/** The languages that Vitral speaks. */
export type Language = "en" | "es";

/** What a sentence's `{name}` may be filled with. Numbers are written as the language writes them. */
export type Data = Readonly<Record<string, string | number>>;

/** The names of a sentence's `{placeholders}`, read from the sentence itself. */
export type Placeholders<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** Fills `{name}` in a sentence from `data`. A name without a value stays as it is, so that a test can see it. */
export function fill(sentence: string, data: Data, language: Language): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = data[name];
    if (value === undefined) return placeholder;
    if (typeof value === "number") return new Intl.NumberFormat(language, { useGrouping: true }).format(value);
    return readable(value);
  });
}

/** Text from a file or another program, on one line, at most 1,000 characters of it, and nothing that steers a terminal. */
function readable(text: string): string {
  const line = text
    .slice(0, 1_001)
    .replace(/[\r\n\t]+/g, " ")
    .replace(/\p{Cc}/gu, "�");
  return line.length > 1_000 ? `${line.slice(0, 999)}…` : line;
}
