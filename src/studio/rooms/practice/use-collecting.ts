import { useCallback } from "react";
import type { NewCollection, PastedText } from "#server/api.ts";
import { toFailure } from "#studio/api/failure.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import type { PickedFile } from "#studio/rooms/practice/picked-files.ts";
import { useRoute } from "#studio/route.tsx";

/** Puts texts into the collection in use; `fresh`, or when there is none, into a new one that is named after them. */
export function useCollecting(): (texts: readonly PickedFile[] | PastedText, fresh?: boolean) => Promise<void> {
  const { say } = useSpeech();
  const { api, collection, server, indexing, notify } = useHouse();
  const { go } = useRoute();
  return useCallback(
    async (texts, fresh = false) => {
      let name = collection?.name;
      if (fresh || !name) {
        const taken = new Set(server.state?.collections.map((each) => each.name));
        const wanted = "text" in texts ? texts.title : nameOf(texts);
        let free = wanted || say("collections.mine");
        for (let n = 2; taken.has(free); n++) free = `${wanted} ${n}`;
        try {
          await api.send("POST", "collections", { name: free, language: "auto" } satisfies NewCollection);
          name = free;
        } catch (thrown) {
          return notify({ text: toFailure(thrown).message });
        }
        await server.refresh();
        go({ collection: name, document: undefined, at: undefined });
      }
      await indexing.add(name, texts);
    },
    [api, collection, server, indexing, notify, go, say],
  );
}

/** The folder's name, or the first file's without its ending. */
function nameOf(texts: readonly PickedFile[]): string {
  const [first = "", ...inside] = texts[0]?.path.split("/") ?? [];
  return inside.length > 0 ? first : first.replace(/\.[^.]+$/, "");
}
