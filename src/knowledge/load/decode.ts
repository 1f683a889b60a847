import { VitralError } from "#base/error.ts";

/**
 * Bytes as text: by byte-order mark, else as UTF-8, else as Windows-1252, which holds Latin-1. Line ends become \n.
 * @throws VitralError `load.binary` if the bytes are no text
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const text = decodeBytes(bytes);
  const sample = text.slice(0, 65_536);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary files
  const controls = sample.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  if (controls > sample.length / 200) throw new VitralError("load.binary", { file });
  return text
    .replace(/^\ufeff/, "")
    .replaceAll(/\r\n?/g, "\n")
    .normalize("NFC");
}

function decodeBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** What Windows-1252 has in 80–9F, where Latin-1 has controls; five places are unused and stay. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** By hand: the decoder of Node 20 takes Windows-1252 for Latin-1, and loses its quotation marks. */
const decodeWindows1252 = (bytes: Uint8Array): string =>
  new TextDecoder("latin1").decode(bytes).replaceAll(/[\x80-\x9f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? c);
