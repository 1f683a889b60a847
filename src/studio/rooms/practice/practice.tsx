import { useCallback, useEffect, useState } from "react";
import type { ConversationCard } from "#server/api.ts";
import { useHouse } from "#studio/house.tsx";
import { useKept } from "#studio/kept.ts";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import { DocumentReader } from "#studio/rooms/practice/document-reader.tsx";
import { DropZone } from "#studio/rooms/practice/drop-zone.tsx";
import { AnswerGlass } from "#studio/rooms/practice/glass/answer-glass.tsx";
import { IndexProgress } from "#studio/rooms/practice/index-progress.tsx";
import { Shelf } from "#studio/rooms/practice/shelf.tsx";
import { Stage } from "#studio/rooms/practice/stage.tsx";
import { useConversation } from "#studio/rooms/practice/use-conversation.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./practice.module.css";

/** The Practice: ask your own texts, with a model of your own, and look inside the answer. */
export function Practice() {
  const { say } = useSpeech();
  const { api, indexing, isGlassOpen } = useHouse();
  const { route } = useRoute();
  const [conversations, setConversations] = useState<readonly ConversationCard[]>([]);
  const [isShelfOpen, openShelf] = useKept("shelf", matchMedia("(min-width: 1200px)").matches);
  const list = useCallback(() => {
    api.get<ConversationCard[]>("conversations").then(setConversations, () => {}); // the strip above says if nobody answers
  }, [api]);
  useEffect(list, [list]);
  const titleOf = (id: string) => conversations.find((card) => card.id === id)?.title;
  const talk = useConversation(api, list, titleOf);
  const title = route.conversation && titleOf(route.conversation);
  useEffect(() => {
    document.title = `${title ?? say("room.practice")} · Vitral`;
  }, [title, say]);

  return (
    <div className={css["room"]} data-shelf={isShelfOpen} data-glass={isGlassOpen}>
      {isShelfOpen && <Shelf conversations={conversations} refresh={list} close={() => openShelf(false)} />}
      <main id="room" tabIndex={-1} className={css["stage"]} aria-label={say("room.practice")}>
        <header className={css["head"]}>
          <IconButton
            icon="shelf"
            data-stay
            label={say("shelf.toggle")}
            aria-expanded={isShelfOpen}
            onClick={() => openShelf(!isShelfOpen)}
          />
          <div>
            <h1>{say("room.practice")}</h1>
            <p>{say("practice.try")}</p>
          </div>
        </header>
        {!isShelfOpen && (indexing.job?.isLive || (talk.turns.length === 0 && !route.document)) && (
          <div className={css["job"]}>
            <IndexProgress />
          </div>
        )}
        {route.document ? <DocumentReader key={route.document} id={route.document} /> : <Stage talk={talk} />}
      </main>
      {isGlassOpen && <AnswerGlass turns={talk.turns} />}
      <DropZone />
    </div>
  );
}
