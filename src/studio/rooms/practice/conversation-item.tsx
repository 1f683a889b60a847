import { useState } from "react";
import type { Conversation, ConversationCard } from "#server/api.ts";
import { toFailure } from "#studio/api/failure.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import { useRoute } from "#studio/route.tsx";
import css from "./list-item.module.css";

interface ItemProps {
  readonly card: ConversationCard;
  readonly current: boolean;
  refresh(): void;
  leave(): void;
}

/** A kept conversation: open it, rename it in its place, delete it (with a while to undo that). */
export function ConversationItem({ card, current, refresh, leave }: ItemProps) {
  const { say, date } = useSpeech();
  const { api, notify } = useHouse();
  const { go } = useRoute();
  const [renaming, setRenaming] = useState(false);
  const [hidden, setHidden] = useState(false);
  const path = `conversations/${card.id}`;

  async function rename(title: string) {
    setRenaming(false);
    if (title.trim() === "" || title.trim() === card.title) return;
    try {
      const conversation = await api.get<Conversation>(path);
      await api.send("PUT", path, { ...conversation, title: title.trim() });
      refresh();
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      notify({ text: code === "offline" ? say("offline") : message });
    }
  }
  function remove() {
    setHidden(true);
    if (current) go({ conversation: undefined, turn: undefined, token: undefined });
    notify({
      text: say("chat.deleted", { title: card.title }),
      undo: () => setHidden(false),
      settle: () => void api.send("DELETE", path).then(refresh, () => setHidden(false)),
    });
  }
  if (hidden) return null;
  if (renaming)
    return (
      <li className={css["item"]}>
        <input
          // biome-ignore lint/a11y/noAutofocus: the reader just pressed Rename
          autoFocus
          data-escape
          className={css["field"]}
          defaultValue={card.title}
          aria-label={say("chat.rename", { title: card.title })}
          onBlur={(event) => void rename(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") void rename(event.currentTarget.value);
            if (event.key === "Escape") setRenaming(false);
          }}
        />
      </li>
    );
  return (
    <li className={css["item"]} data-current={current}>
      <button
        type="button"
        className={css["open"]}
        aria-current={current ? "true" : undefined}
        onClick={() => {
          go({ conversation: card.id, document: undefined, at: undefined, turn: undefined, token: undefined });
          leave();
        }}
      >
        <span>{card.title}</span>
        <small>{date(card.updated)}</small>
      </button>
      <span className={css["tools"]}>
        <IconButton icon="edit" label={say("chat.rename", { title: card.title })} onClick={() => setRenaming(true)} />
        <IconButton icon="trash" label={say("chat.delete", { title: card.title })} onClick={remove} />
      </span>
    </li>
  );
}
