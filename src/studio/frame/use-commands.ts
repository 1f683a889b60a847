import { useEffect, useState } from "react";
import type { ConversationCard, DocumentCard } from "#server/api.ts";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import type { IconName } from "#studio/parts/icon.tsx";
import { useRoute } from "#studio/route.tsx";

export interface Command {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly icon: IconName;
  run(): void;
}

interface Turns {
  turnTheme(): void;
  turnLanguage(): void;
}

/** What the palette offers: actions first, then collections, conversations and texts. */
export function useCommands({ turnTheme, turnLanguage }: Turns): readonly Command[] {
  const { say, language } = useSpeech();
  const { api, server, collection, openSheet, openGlass, isGlassOpen } = useHouse();
  const { go } = useRoute();
  const [conversations, setConversations] = useState<readonly ConversationCard[]>([]);
  const [documents, setDocuments] = useState<readonly DocumentCard[]>([]);
  useEffect(() => {
    api.get<ConversationCard[]>("conversations").then(setConversations, () => {});
    if (!collection) return;
    api
      .get<DocumentCard[]>(`collections/${encodeURIComponent(collection.name)}/documents`)
      .then(setDocuments, () => {});
  }, [api, collection]);

  const action = (id: string, name: string, icon: IconName, run: () => void): Command => ({
    id,
    name,
    group: say("palette.actions"),
    icon,
    run,
  });
  return [
    action("new", say("chat.new"), "add", () => {
      go({ conversation: undefined, document: undefined, turn: undefined, token: undefined });
      setTimeout(() => document.getElementById("ask")?.focus());
    }),
    action("ask", say("keys.ask"), "edit", () => setTimeout(() => document.getElementById("ask")?.focus())),
    action("models", say("models.choose"), "sliders", () => openSheet("models")),
    action("collections", say("collections.choose"), "folder", () => openSheet("collections")),
    action("paste", say("texts.paste"), "paste", () => openSheet("paste")),
    action("glass", say("glass.toggle"), "glass", () => openGlass(!isGlassOpen)),
    action("theme", say("frame.theme"), "moon", turnTheme),
    action("language", say("frame.language"), "language", turnLanguage),
    action("keys", say("keys.title"), "search", () => openSheet("keys")),
    ...(server.state?.collections ?? []).map(
      ({ name, title }): Command => ({
        id: `collection ${name}`,
        name: title[language],
        group: say("collections.kind"),
        icon: "folder",
        run: () => go({ collection: name, document: undefined, at: undefined }),
      }),
    ),
    ...conversations.map(
      ({ id, title }): Command => ({
        id,
        name: title,
        group: say("chat.conversation"),
        icon: "edit",
        run: () => go({ conversation: id, document: undefined, at: undefined, turn: undefined, token: undefined }),
      }),
    ),
    ...documents.map(
      ({ id, title, language: written }): Command => ({
        id: `document ${id}`,
        name: title,
        group: `${say("texts.text")} · ${written.toUpperCase()}`,
        icon: "file",
        run: () => go({ document: String(id), at: undefined }),
      }),
    ),
  ];
}
