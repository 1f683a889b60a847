/**
 * GPT-2's spelling of bytes: printable bytes stand for themselves, the others for U+0100 and on, so that a vocabulary
 * of byte sequences can be written as text. Source: Radford et al., 2019, encoder.py `bytes_to_unicode`.
 */
const printable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

const { toCharacter, toByte } = (() => {
  const characters: string[] = [];
  const bytes = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const character = String.fromCharCode(printable(byte) ? byte : next++);
    characters.push(character);
    bytes.set(character, byte);
  }
  return { toCharacter: characters as readonly string[], toByte: bytes as ReadonlyMap<string, number> };
})();

/** The character that spells each byte. */
export const byteCharacters: readonly string[] = toCharacter;

/** The bytes that a token of a byte-level vocabulary spells; a token with other characters is plain text. */
export function spelledBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = toByte.get(token.charAt(i));
    if (byte === undefined) return new TextEncoder().encode(token);
    bytes[i] = byte;
  }
  return bytes;
}
