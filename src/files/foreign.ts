/** How formats begin, byte by byte. */
const beginnings: readonly (readonly [kind: string, ...starts: readonly string[]])[] = [
  ["PDF", "%PDF"],
  ["ZIP (PyTorch, DOCX …)", "PK\x03\x04"],
  ["PyTorch pickle", "\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"],
  ["Git LFS pointer", "version https://git-lfs"],
  ["XML", "<?xml"],
  ["gzip", "\x1f\x8b"],
  ["Zstandard", "\x28\xb5\x2f\xfd"],
  ["7z", "7z\xbc\xaf"],
  ["HDF5 (Keras)", "\x89HDF"],
  ["NumPy", "\x93NUMPY"],
  ["PNG", "\x89PNG"],
  ["JPEG", "\xff\xd8\xff"],
  ["ELF", "\x7fELF"],
  ["GGML (before GGUF)", "ggml", "lmgg", "tjgg", "fmgg", "algg"],
  ["GGUF", "GGUF"],
];

/** What a file is that is not what its name says, by its first bytes; undefined if nobody knows. */
export function knownKind(bytes: Uint8Array): string | undefined {
  const start = latin(bytes.subarray(0, 64));
  const found = beginnings.find(([, ...starts]) => starts.some((each) => start.startsWith(each)));
  if (found) return found[0];
  if (/^\s*<(!doctype|html|head|body)/i.test(start)) return "HTML";
  if (start.slice(4, 9) === "\0\0\0\0{") return "safetensors";
  return /^\s*[{[]\s*["{[\]}]/.test(start) ? "JSON" : undefined;
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** What a file is that is not what its name says: its kind, or how it begins. */
export const kindOf = (bytes: Uint8Array): string => knownKind(bytes) ?? `"${shown(latin(bytes.subarray(0, 8)))}"`;

/** A value from a file, fit for a sentence: no control characters, which move a terminal's cursor, and not long. */
export function shown(value: unknown): string {
  const clean = written(value).slice(0, 400).replace(/\p{C}/gu, "�");
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}

/** Never by an object's own `toString`, nor to its full depth: both are the file's. */
function written(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (!Array.isArray(value)) return "{…}";
  return `[${value.slice(0, 40).map((item) => (typeof item === "object" ? "…" : String(item)))}]`;
}
