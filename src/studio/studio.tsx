import { useCallback, useEffect, useMemo, useState } from "react";
import { createApi } from "#studio/api/client.ts";
import { useServer } from "#studio/api/use-server.ts";
import { Connection } from "#studio/frame/connection.tsx";
import { Notices } from "#studio/frame/notices.tsx";
import { Path } from "#studio/frame/path.tsx";
import { Sheets } from "#studio/frame/sheets.tsx";
import { TopBar } from "#studio/frame/top-bar.tsx";
import { useShortcuts } from "#studio/frame/use-shortcuts.ts";
import { type House, HouseProvider, type Notice, type Sheet } from "#studio/house.tsx";
import { readKept, useKept, writeKept } from "#studio/kept.ts";
import { SpeechProvider, useSpeech } from "#studio/language.tsx";
import { Practice } from "#studio/rooms/practice/practice.tsx";
import { useIndexing } from "#studio/rooms/practice/use-indexing.ts";
import { RouteProvider, useRoute } from "#studio/route.tsx";
import { nextTheme, useTheme } from "#studio/theme.ts";
import css from "./studio.module.css";

/** The studio: one language, one address, one frame, and the room inside it. */
export function Studio() {
  return (
    <SpeechProvider>
      <RouteProvider>
        <Frame />
      </RouteProvider>
    </SpeechProvider>
  );
}

function Frame() {
  const { language, setLanguage, say } = useSpeech();
  const { route } = useRoute();
  const [theme, setTheme] = useTheme();
  const api = useMemo(() => createApi(language), [language]);
  const server = useServer(api);
  const indexing = useIndexing(api, server.refresh);
  const [sheet, openSheet] = useState<Sheet>();
  const [notice, notify] = useState<Notice>();
  const [isGlassOpen, openGlass] = useKept("glass", matchMedia("(min-width: 1200px)").matches);

  const collections = server.state?.collections ?? [];
  const wanted = route.collection ?? readKept<string | undefined>("collection", undefined);
  const collection = collections.find(({ name }) => name === wanted) ?? collections[0];
  useEffect(() => {
    if (route.collection) writeKept("collection", route.collection);
  }, [route.collection]);

  const turnTheme = useCallback(() => setTheme(nextTheme(theme)), [theme, setTheme]);
  const turnLanguage = useCallback(() => setLanguage(language === "es" ? "en" : "es"), [language, setLanguage]);
  useShortcuts({
    palette: () => openSheet("palette"),
    keys: () => openSheet("keys"),
    glass: () => openGlass(!isGlassOpen),
  });

  const house: House = { api, server, collection, indexing, openSheet, notify, isGlassOpen, openGlass };
  return (
    <HouseProvider value={house}>
      <div className={css["frame"]}>
        <a className={css["skip"]} href="#room">
          {say("frame.skip")}
        </a>
        <TopBar turnTheme={turnTheme} turnLanguage={turnLanguage} />
        <Connection />
        <Path current="practice" />
        <Practice />
      </div>
      <Sheets sheet={sheet} turnTheme={turnTheme} turnLanguage={turnLanguage} />
      <Notices notice={notice} clear={() => notify(undefined)} />
    </HouseProvider>
  );
}
