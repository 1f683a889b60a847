import { Mark } from "#studio/frame/mark.tsx";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import { Icon } from "#studio/parts/icon.tsx";
import css from "./top-bar.module.css";

interface TopBarProps {
  turnTheme(): void;
  turnLanguage(): void;
}

/** Whose house this is; the model and the collection in use; language, theme, commands and the glass. */
export function TopBar({ turnTheme, turnLanguage }: TopBarProps) {
  const { say, language } = useSpeech();
  const { openSheet, isGlassOpen, openGlass } = useHouse();
  const command = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";
  return (
    <header className={css["bar"]}>
      <div className={css["brand"]}>
        <Mark />
        <span className={css["name"]}>Vitral</span>
      </div>
      <div className={css["chips"]}>
        <ModelChip />
        <CollectionChip />
      </div>
      <div className={css["tools"]}>
        <button
          type="button"
          className={css["command"]}
          onClick={() => openSheet("palette")}
          title={say("palette.title")}
        >
          <Icon name="search" />
          <span className={css["wide"]}>{say("palette.open")}</span>
          <kbd className={css["wide"]}>{command}</kbd>
          <span className="unseen">{say("palette.title")}</span>
        </button>
        <button type="button" className={css["language"]} onClick={turnLanguage} title={say("frame.language")}>
          <span className="unseen">{say("frame.language")}</span>
          <b aria-hidden data-on={language === "es"}>
            ES
          </b>
          <b aria-hidden data-on={language === "en"}>
            EN
          </b>
        </button>
        <IconButton icon="moon" label={say("frame.theme")} className={css["theme"]} onClick={turnTheme} />
        <IconButton
          icon="glass"
          label={say("glass.toggle")}
          aria-pressed={isGlassOpen}
          onClick={() => openGlass(!isGlassOpen)}
        />
      </div>
    </header>
  );
}

function ModelChip() {
  const { say, bytes, number } = useSpeech();
  const { server, openSheet } = useHouse();
  const { model, busy } = server.state ?? {};
  const loading = busy?.what === "model" ? busy : undefined;
  const facts = [model?.quantization, model?.bytes === undefined ? undefined : bytes(model.bytes)];
  return (
    <button type="button" className={css["chip"]} onClick={() => openSheet("models")} title={say("models.choose")}>
      <i className={css["dot"]} data-state={loading ? "busy" : model ? "ready" : "none"} aria-hidden />
      <span className="unseen">{say("models.chip")}</span>
      <b>{loading?.name ?? model?.name ?? (server.state ? say("models.none") : "…")}</b>
      <span>
        {loading
          ? number(loading.done, { style: "percent", maximumFractionDigits: 0 })
          : facts.filter((fact) => fact !== undefined).join(" · ")}
      </span>
    </button>
  );
}

function CollectionChip() {
  const { say, count, language } = useSpeech();
  const { server, collection, openSheet } = useHouse();
  return (
    <button
      type="button"
      className={css["chip"]}
      onClick={() => openSheet("collections")}
      title={say("collections.choose")}
    >
      <span className="unseen">{say("collections.chip")}</span>
      <b>{collection?.title[language] ?? (server.state ? say("collections.none") : "…")}</b>
      {collection && (
        <span>
          {count("texts", collection.documents)} · {count("passages", collection.chunks)}
        </span>
      )}
    </button>
  );
}
