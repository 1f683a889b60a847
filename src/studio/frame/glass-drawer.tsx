import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from "react";
import { useHouse } from "#studio/house.tsx";
import { useKept } from "#studio/kept.ts";
import { useSpeech } from "#studio/language.tsx";
import { IconButton } from "#studio/parts/button.tsx";
import css from "./glass-drawer.module.css";

const widths = { least: 320, usual: 396, most: 680, step: 24 };

interface DrawerProps {
  /** Buttons beside the title. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The glass: the inside of whatever was touched last. As wide as the reader draws it; a whole sheet on a phone. */
export function GlassDrawer({ tools, children }: DrawerProps) {
  const { say } = useSpeech();
  const { openGlass } = useHouse();
  const [width, setWidth] = useKept("glass.width", widths.usual);
  const drawer = useRef<HTMLElement>(null);
  const draw = (wanted: number) => setWidth(Math.round(Math.min(widths.most, Math.max(widths.least, wanted))));

  useEffect(() => {
    // Over a phone's stage the drawer takes the focus, and gives it back when it goes.
    if (!matchMedia("(max-width: 699px)").matches) return;
    const before = document.activeElement as HTMLElement | null;
    drawer.current?.focus();
    return () => before?.focus();
  }, []);
  function drag(event: PointerEvent<HTMLElement>) {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) draw(innerWidth - event.clientX);
  }
  function keys(event: KeyboardEvent) {
    const wider = { ArrowLeft: widths.step, ArrowRight: -widths.step }[event.key];
    if (wider !== undefined) draw(width + wider);
  }
  return (
    <aside
      ref={drawer}
      tabIndex={-1}
      data-escape
      className={css["drawer"]}
      aria-label={say("glass")}
      style={{ "--width": `${width}px` }}
      onKeyDown={(event) => event.key === "Escape" && openGlass(false)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that is moved is this role, not a rule */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={say("glass.width")}
        aria-valuemin={widths.least}
        aria-valuemax={widths.most}
        aria-valuenow={width}
        tabIndex={0}
        className={css["edge"]}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={keys}
        onDoubleClick={() => draw(widths.usual)}
      />
      <header className={css["head"]}>
        <h2>{say("glass")}</h2>
        {tools}
        <IconButton icon="close" label={say("glass.close")} onClick={() => openGlass(false)} />
      </header>
      {children}
    </aside>
  );
}
