import { VitralError } from "#base/error.ts";
import { type AddedToken, addedTokenFinder } from "#text/added-tokens.ts";
import { part, unchanged } from "#text/normalized.ts";
import type { Normalizer } from "#text/normalizers.ts";
import type { SubwordModel, Vocabulary } from "#text/subword-model.ts";
import type { EncodeOptions, Encoding, SpecialIds, StreamDecoder, Tokenizer } from "#text/tokenizer.ts";

/** How ids become text again. */
export interface Decoding {
  /** The bytes that a token stands for inside a text. */
  readonly bytes: (token: string, id: number) => Uint8Array;
  /** What stands between two tokens (WordPiece's spaces), given the next one; "" if nothing. */
  readonly before?: (next: string) => string;
  /** One space at the very start is the tokenizer's own and is taken away. */
  readonly dropFirstSpace: boolean;
}

/** The parts that every tokenizer here is put together from. */
export interface Parts {
  readonly kind: Tokenizer["kind"];
  readonly vocabulary: Vocabulary;
  readonly special: SpecialIds;
  readonly added: readonly AddedToken[];
  readonly normalize: Normalizer;
  /** What the pre-tokenizer changes, after the normaliser and between added tokens. */
  readonly prepare?: Normalizer;
  readonly model: SubwordModel;
  readonly decoding: Decoding;
  /** Ids that the model wants around a text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Text → added tokens and stretches between → normaliser → model → ids with offsets; and back. */
export function tokenizerOf({
  kind,
  vocabulary,
  special,
  added,
  normalize,
  prepare = (text) => text,
  model,
  decoding,
  before,
  after,
}: Parts): Tokenizer {
  const { tokens } = vocabulary;
  const addedById = new Map(added.map((token) => [token.id, token]));
  const stretches = addedTokenFinder(added.filter((token) => !token.normalized));
  const spelled = added.filter((token) => token.normalized);
  const normalizedStretches = addedTokenFinder(
    spelled.map((token) => ({ ...token, content: normalize(unchanged(token.content, 0)).text })),
  );
  const encoder = new TextEncoder();

  function encodeInto(
    text: string,
    { special: around = true, parseSpecial = true }: EncodeOptions,
    ends?: number[],
  ): number[] {
    const ids: number[] = [];
    const add = (id: number, start: number, end: number): void => {
      ids.push(id);
      ends?.push(start, end);
    };
    if (around) for (const id of before) add(id, 0, 0);
    const wants = (candidate: AddedToken): boolean => parseSpecial || !candidate.special;
    for (const { from, to, token } of stretches(text, wants)) {
      if (token) {
        add(token.id, from, to);
        continue;
      }
      const normal = normalize(unchanged(text.slice(from, to), from));
      if (spelled.length === 0) model(prepare(normal), add);
      else
        for (const inner of normalizedStretches(normal.text, wants)) {
          if (inner.token) add(inner.token.id, normal.start(inner.from), normal.end(inner.to - 1));
          else model(prepare(part(normal, inner.from, inner.to)), add);
        }
    }
    if (around) for (const id of after) add(id, text.length, text.length);
    return ids;
  }

  const token = (id: number): string => {
    const spelled = tokens[id];
    if (spelled === undefined) throw new VitralError("tokenizer.id", { id, last: tokens.length - 1 });
    return spelled;
  };
  const bytesOf = (id: number): Uint8Array => {
    const content = addedById.get(id)?.content;
    return content === undefined ? decoding.bytes(token(id), id) : encoder.encode(content);
  };
  const isSpecial = (id: number): boolean => addedById.get(id)?.special === true;

  function stream({ skipSpecial = true }: { readonly skipSpecial?: boolean } = {}): StreamDecoder {
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    let isFirst = true; // token
    let mayDrop = decoding.dropFirstSpace; // until a character came out
    const clean = (text: string): string => {
      if (!mayDrop || text.length === 0) return text;
      mayDrop = false;
      return text.startsWith(" ") ? text.slice(1) : text;
    };
    return {
      push(id) {
        const spelled = token(id);
        if (skipSpecial && isSpecial(id)) return "";
        const between = isFirst ? "" : (decoding.before?.(spelled) ?? "");
        isFirst = false;
        return clean(between + utf8.decode(bytesOf(id), { stream: true }));
      },
      end: () => clean(utf8.decode()),
    };
  }

  return {
    kind,
    vocabulary: tokens.length,
    special,
    encode(text, options = {}): Encoding {
      const ends: number[] = [];
      const ids = encodeInto(text, options, ends);
      return {
        ids: Int32Array.from(ids),
        tokens: ids.map((id) => tokens[id] as string),
        offsets: ids.map((_, i) => [ends[2 * i] as number, ends[2 * i + 1] as number] as const),
      };
    },
    ids: (text, options = {}) => Int32Array.from(encodeInto(text, options)),
    decode(ids, options = {}) {
      const decoder = stream(options);
      let text = "";
      for (let i = 0; i < ids.length; i++) text += decoder.push(ids[i] as number);
      return text + decoder.end();
    },
    stream,
    token,
    bytes: bytesOf,
    id: (content) => vocabulary.ids.get(content),
    isSpecial,
  };
}

/** Bytes of SentencePiece's tokens: `<0x41>` is one byte, and ▁ a space. */
export function sentencePieceBytes(token: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return new TextEncoder().encode(token.replaceAll("▁", " "));
}

/** WordPiece's text: words apart, pieces and most punctuation joined. Source: `tokenizers`' WordPiece decoder. */
export function wordPieceDecoding(prefix: string): Decoding {
  const joins = /^(?:[.?!,]|n't|'m|'s|'ve|'re)$/;
  return {
    bytes: (token) => new TextEncoder().encode(token.startsWith(prefix) ? token.slice(prefix.length) : token),
    before: (next) => (next.startsWith(prefix) || joins.test(next) ? "" : " "),
    dropFirstSpace: false,
  };
}
