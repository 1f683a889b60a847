/** Accents that LaTeX draws as signs of their own, and the combining mark that each stands for. */
const marks: Readonly<Record<string, string>> = {
  "´": "\u0301",
  "`": "\u0300",
  "¨": "\u0308",
  ˆ: "\u0302",
  "˜": "\u0303",
  "¸": "\u0327",
  "˚": "\u030a",
  ˇ: "\u030c",
  "˘": "\u0306",
  "¯": "\u0304",
  "˝": "\u030b",
  "˙": "\u0307",
};
/** What a font without a character map leaves of T1's ligatures (slots 1B–1F) and OT1's (0B–0F). */
const t1Ligatures = ["ff", "fi", "fl", "ffi", "ffl"];
const ot1Ligatures: Readonly<Record<number, string>> = { 11: "ff", 12: "fi", 14: "ffi", 15: "ffl" };

/**
 * A spacing accent and its letter. A space is between them only within a word. What is no accent stays: the apostrophe of
 * “it´s”, and the quotes of “`npm install`”, where the line's next grave stands before no letter.
 */
const spacingAccent =
  /(?!(?<=\p{L})´s(?!\p{L}))(?!`[^`\n]*`(?!\p{L}))((?<=\p{L})[´¨ˆ˜¸˚ˇ˘¯˝˙][ \t]|[´`¨ˆ˜¸˚ˇ˘¯˝˙])(\p{L})/gu;

const isOne = (text: string): boolean => [...text].length === 1;
const dotted = (letter: string): string => (letter === "ı" ? "i" : letter === "ȷ" ? "j" : letter);

/**
 * Puts together what PDFs of LaTeX take apart: “dif´ıcil”, “dif́ıcil” and “difı́cil” become “difícil”, “ﬁn” becomes
 * “fin”, and words that were hyphenated at a line's end are whole again. Other text stays as it is (½, x², ŷ).
 */
export function repairPdfText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: raw font slots come out as control characters
  const hasRawSlots = /[\x1b-\x1f]/.test(text);
  let fixed = text.replaceAll(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize("NFKC"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  fixed = fixed.replaceAll(/[\x1b-\x1f]/g, (slot) => t1Ligatures[slot.charCodeAt(0) - 0x1b] ?? "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  fixed = fixed.replaceAll(/[\x0b\x0c\x0e\x0f](?=\p{Ll})/gu, (slot) => ot1Ligatures[slot.charCodeAt(0)] ?? "");
  if (hasRawSlots) fixed = fixed.replaceAll(/½(?=\p{Lu}|\p{Ll}{2})/gu, "¡").replaceAll(/¾(?=\p{L}{2})/gu, "¿");
  fixed = fixed.replaceAll(spacingAccent, (all, accent: string, letter: string) => {
    const composed = (dotted(letter) + marks[accent.trim()]).normalize("NFC");
    return isOne(composed) ? composed : all;
  });
  // a combining mark before a letter without its dot belongs to that letter
  fixed = fixed.replaceAll(/(?<![ıȷ])([\u0300-\u036f])([ıȷ])/g, (_, mark: string, letter: string) =>
    (dotted(letter) + mark).normalize("NFC"),
  );
  fixed = fixed.replaceAll(/([ıȷ])([\u0300-\u036f]+)/g, (_, letter: string, mark: string) =>
    (dotted(letter) + mark).normalize("NFC"),
  );
  // what then fits no letter before it moves to the next, if it fits there
  fixed = fixed.normalize("NFC").replaceAll(/([\u0300-\u036f])(\p{L})/gu, (all, mark: string, letter: string) => {
    const composed = (letter + mark).normalize("NFC");
    return isOne(composed) ? composed : all;
  });
  fixed = fixed.replaceAll(/\u00ad\n?/g, "").replaceAll(/(\p{Ll})-\n(\p{Ll})/gu, "$1$2");
  return fixed.normalize("NFC");
}
