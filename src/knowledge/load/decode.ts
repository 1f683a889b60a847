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
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
