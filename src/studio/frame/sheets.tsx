import { CollectionChooser } from "#studio/frame/collection-chooser.tsx";
import { KeyList } from "#studio/frame/key-list.tsx";
import { ModelChooser } from "#studio/frame/model-chooser.tsx";
import { Palette } from "#studio/frame/palette.tsx";
import { type Sheet, useHouse } from "#studio/house.tsx";
import { PasteText } from "#studio/rooms/practice/paste-text.tsx";

interface SheetsProps {
  readonly sheet: Sheet | undefined;
  turnTheme(): void;
  turnLanguage(): void;
}

/** The sheet that is open over the studio, if any. */
export function Sheets({ sheet, turnTheme, turnLanguage }: SheetsProps) {
  const { openSheet } = useHouse();
  const close = () => openSheet(undefined);
  if (sheet === "models") return <ModelChooser close={close} />;
  if (sheet === "collections") return <CollectionChooser close={close} />;
  if (sheet === "paste" || sheet === "paste-new") return <PasteText fresh={sheet === "paste-new"} close={close} />;
  if (sheet === "keys") return <KeyList close={close} />;
  if (sheet === "palette") return <Palette close={close} turnTheme={turnTheme} turnLanguage={turnLanguage} />;
  return null;
}
