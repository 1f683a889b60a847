import { VitralError } from "#base/error.ts";
import { blobSource } from "#platform/blob-source.ts";
import type { ByteSource } from "#platform/byte-source.ts";

/**
 * A file behind an address, read by HTTP ranges. A server that ignores ranges sends the file once, whole, into a Blob.
 * @throws VitralError `file.missing` (404, 410), `file.unreadable` with the status or the network's reason; while
 * reading, `file.shrank` if the file changed
 */
export async function openAddress(address: string, fetcher: typeof fetch = fetch): Promise<ByteSource> {
  const get = async (headers: Record<string, string>): Promise<Response> => {
    const response = await fetcher(address, { headers }).catch((cause: Error) => {
      throw new VitralError("file.unreadable", { file: address, reason: cause.message }, { cause });
    });
    if (response.ok) return response;
    if (response.status === 404 || response.status === 410) throw new VitralError("file.missing", { file: address });
    if (response.status === 412 || response.status === 416) throw new VitralError("file.shrank", { file: address });
    throw new VitralError("file.unreadable", { file: address, reason: `HTTP ${response.status}` });
  };

  const first = await get({ range: "bytes=0-0" });
  const size = Number(/^bytes 0-0\/(\d+)$/.exec(first.headers.get("content-range") ?? "")?.[1]);
  if (first.status !== 206 || !Number.isSafeInteger(size)) {
    const whole = first.status === 200 ? first : await get({});
    return blobSource(await whole.blob(), address);
  }
  await first.arrayBuffer(); // lets the connection serve again
  const tag = first.headers.get("etag");
  const unchanged = tag === null || tag.startsWith("W/") ? {} : { "if-match": tag };

  /** Fills `into` as the bytes come in, so that no more of them is held than what is on its way. */
  const readInto = async (into: Uint8Array, offset: number): Promise<void> => {
    const { length } = into;
    if (length === 0) return;
    const response = await get({ range: `bytes=${offset}-${offset + length - 1}`, ...unchanged });
    if (response.status !== 206) {
      await response.body?.cancel(); // it would be the whole file
      throw new VitralError("file.unreadable", { file: address, reason: `HTTP ${response.status}` });
    }
    let done = 0;
    for await (const piece of piecesOf(response)) {
      if (done + piece.length <= length) into.set(piece, done);
      done += piece.length;
    }
    if (done !== length) throw new VitralError("file.shrank", { file: address });
  };
  return {
    name: address,
    size,
    readInto,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      await readInto(bytes, offset);
      return bytes;
    },
    close: async () => {},
  };
}

/** A response's bytes as they come in. Not every browser can loop over its body. */
async function* piecesOf({ body, url }: Response): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader();
  while (reader) {
    const { value } = await reader.read().catch((cause: Error) => {
      throw new VitralError("file.unreadable", { file: url, reason: cause.message }, { cause });
    });
    if (!value) return;
    yield value;
  }
}
