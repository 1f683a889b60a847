/** A token that is found in the text before anything else looks at it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Takes the white space before or after it along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Only between characters that are no letters or digits. */
  readonly singleWord: boolean;
  /** Looked for after the normaliser, and spelled as it would spell it. */
  readonly normalized: boolean;
}

/** A stretch of a text: an added token, or what stands between. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly token?: AddedToken;
}

/** Cuts texts at added tokens, at each place the longest. */
export function addedTokenFinder(
  tokens: readonly AddedToken[],
): (text: string, wants: (token: AddedToken) => boolean) => Stretch[] {
  const byContent = new Map(tokens.filter(({ content }) => content.length > 0).map((token) => [token.content, token]));
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    contents.map((content) => content.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
    "gu",
  );

  return (text, wants) => {
    const stretches: Stretch[] = [];
    let at = 0;
    if (contents.length > 0) {
      for (const match of text.matchAll(pattern)) {
        const token = byContent.get(match[0]);
        if (!token || !wants(token) || match.index < at) continue;
        let from = match.index;
        let to = from + match[0].length;
        if (token.singleWord && (isWord(text.charAt(from - 1)) || isWord(text.charAt(to)))) continue;
        while (token.lstrip && from > at && /\s/u.test(text.charAt(from - 1))) from--;
        while (token.rstrip && to < text.length && /\s/u.test(text.charAt(to))) to++;
        if (from > at) stretches.push({ from: at, to: from });
        stretches.push({ from, to, token });
        at = to;
      }
    }
    if (at < text.length) stretches.push({ from: at, to: text.length });
    return stretches;
  };
}

const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character);
