import type { RefObject } from "react";
import { useSpeech } from "#studio/language.tsx";
import { pictureOf, pixelsOf } from "#studio/parts/figure-image.ts";
import { save } from "#studio/parts/save.ts";
import css from "./figure-tools.module.css";

interface ToolsProps {
  /** Name of the files, without their ending. */
  readonly name: string;
  readonly figure: RefObject<SVGSVGElement | null>;
  csv(): string;
  /** Shows the table twin or the figure; absent where both are one. */
  readonly twin?: { readonly asTable: boolean; turn(): void };
}

/** Under a figure: its table twin, and the figure to take away as SVG, PNG or CSV. */
export function FigureTools({ name, figure, csv, twin }: ToolsProps) {
  const { say } = useSpeech();
  async function saveAs(kind: "SVG" | "PNG" | "CSV") {
    if (kind === "CSV") return save(`${name}.csv`, csv(), "text/csv");
    if (!figure.current) return;
    const picture = pictureOf(figure.current);
    if (kind === "SVG") save(`${name}.svg`, picture.svg, "image/svg+xml");
    else save(`${name}.png`, await pixelsOf(picture));
  }
  return (
    <div className={css["tools"]}>
      {twin && (
        <button type="button" className={css["twin"]} onClick={twin.turn}>
          {say(twin.asTable ? "figure.as-figure" : "figure.as-table")}
        </button>
      )}
      {(["SVG", "PNG", "CSV"] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-label={say("figure.save", { kind })}
          title={say("figure.save", { kind })}
          onClick={() => void saveAs(kind)}
        >
          {kind}
        </button>
      ))}
    </div>
  );
}
