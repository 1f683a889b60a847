import { expect, it } from "vitest";
import { readEvents } from "#studio/api/event-stream.ts";

/** A body that arrives in pieces of `size` bytes. */
function bodyOf(text: string, size: number, onCancel = () => {}): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
    cancel: onCancel,
  });
}
const sent = ': hello\n\nevent: token\ndata: {"text":"montaña"}\n\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: {"last":true}';

it.each([1, 3, 7, 1000])("reads events that arrive %i bytes at a time", async (size) => {
  const events: unknown[] = [];
  for await (const event of readEvents(bodyOf(sent, size))) events.push(event);
  expect(events).toEqual([{ text: "montaña" }, { a: 1 }, { last: true }]);
});

it("stops the stream when its reader leaves", async () => {
  let cancelled = false;
  const body = bodyOf('data: {"n":1}\n\n'.repeat(1000), 15, () => {
    cancelled = true;
  });
  for await (const _ of readEvents(body)) break;
  expect(cancelled).toBe(true);
});
