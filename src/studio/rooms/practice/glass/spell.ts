/** A token as it can be seen: blanks as ·, line ends as ¶, tabs as », and bytes in hexadecimal where they are no whole character. */
export function spell({ text, bytes }: { readonly text: string; readonly bytes: readonly number[] }): string {
  if (text === "" || text.includes("\uFFFD"))
    return bytes.length === 0 ? "–" : bytes.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");
  return text.replaceAll(" ", "·").replaceAll("\n", "¶").replaceAll("\t", "»");
}
