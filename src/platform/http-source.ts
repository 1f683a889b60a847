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

  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (length === 0) return new Uint8Array(0);
    const response = await get({ range: `bytes=${offset}-${offset + length - 1}`, ...unchanged });
    if (response.status !== 206) {
      await response.body?.cancel(); // it would be the whole file
      throw new VitralError("file.unreadable", { file: address, reason: `HTTP ${response.status}` });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length !== length) throw new VitralError("file.shrank", { file: address });
    return bytes;
  };
  return {
    name: address,
    size,
    read,
    readInto: async (into, offset) => into.set(await read(offset, into.length)),
    close: async () => {},
  };
}
