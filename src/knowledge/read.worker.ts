/** The reading thread: bytes of a file in, text with its structure out. */
import { toWire } from "#base/error.ts";
import { loadDocument } from "#knowledge/load/index.ts";
import type { ReadAnswer, ReadRequest } from "#knowledge/reading.ts";
import { parent } from "#platform/host.ts";

parent.listen(async (message) => {
  const { id, bytes, name } = message as ReadRequest;
  try {
    parent.post({ id, loaded: await loadDocument(bytes, name) } satisfies ReadAnswer);
  } catch (error) {
    parent.post({ id, error: toWire(error) } satisfies ReadAnswer);
  }
});
