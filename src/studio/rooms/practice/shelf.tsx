import { useRef } from "react";
import type { ConversationCard } from "#server/api.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Button, IconButton } from "#studio/parts/button.tsx";
import { useLeave } from "#studio/parts/use-leave.ts";
import { AddTexts } from "#studio/rooms/practice/add-texts.tsx";
import { ConversationItem } from "#studio/rooms/practice/conversation-item.tsx";
import { DocumentList } from "#studio/rooms/practice/document-list.tsx";
import { IndexProgress } from "#studio/rooms/practice/index-progress.tsx";
import { useRoute } from "#studio/route.tsx";
import css from "./shelf.module.css";

interface ShelfProps {
  readonly conversations: readonly ConversationCard[];
  refresh(): void;
  close(): void;
}

/** Beside the stage: the conversations that are kept, and the texts of the collection in use. */
export function Shelf({ conversations, refresh, close }: ShelfProps) {
  const { say, language } = useSpeech();
  const { collection } = useHouse();
  const { route, go } = useRoute();
  const shelf = useRef<HTMLElement>(null);
  const isOver = !matchMedia("(min-width: 1200px)").matches; // over the stage, not beside it
  const leave = () => {
    if (isOver) close();
  };
  useLeave(shelf, isOver, close);
  return (
    <aside ref={shelf} className={css["shelf"]} aria-label={say("shelf")}>
      <section>
        <header className={css["head"]}>
          <h2>{say("chat.conversations")}</h2>
          <IconButton className={css["close"]} icon="close" label={say("close")} onClick={close} />
        </header>
        <Button
          icon="add"
          className={css["new"]}
          onClick={() => {
            go({ conversation: undefined, document: undefined, at: undefined, turn: undefined, token: undefined });
            leave();
            document.getElementById("ask")?.focus();
          }}
        >
          {say("chat.new")}
        </Button>
        <ul className={css["list"]}>
          {conversations.map((card) => (
            <ConversationItem
              key={card.id}
              card={card}
              current={card.id === route.conversation && !route.document}
              refresh={refresh}
              leave={leave}
            />
          ))}
        </ul>
        {conversations.length === 0 && <p className={css["none"]}>{say("chat.none")}</p>}
      </section>
      <section>
        <header className={css["head"]}>
          <h2>{collection?.title[language] ?? say("texts.title")}</h2>
        </header>
        <AddTexts />
        <IndexProgress />
        <DocumentList leave={leave} />
      </section>
    </aside>
  );
}
