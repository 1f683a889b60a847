import type { RefObject } from "react";
import css from "./alternatives-figure.module.css";

interface Row {
  readonly name: string;
  readonly p: number;
  readonly shown: string;
  /** Absent in what is left for all other tokens. */
  readonly isChosen?: boolean;
}

const row = 24;
const column = { bar: 118, length: 170, end: 348 };

/** The table of alternatives as a figure to be saved: on the page, the table itself is the figure. */
export function AlternativesFigure({
  rows,
  figure,
}: {
  rows: readonly Row[];
  figure: RefObject<SVGSVGElement | null>;
}) {
  return (
    <svg ref={figure} className={css["figure"]} viewBox={`0 0 ${column.end} ${rows.length * row}`} aria-hidden>
      {rows.map(({ name, p, shown, isChosen }, i) => (
        <g key={name + shown} data-chosen={isChosen} transform={`translate(0 ${i * row})`}>
          <text y={row / 2}>{name}</text>
          <rect
            data-rest={isChosen === undefined}
            x={column.bar}
            y={row / 2 - 7}
            width={Math.max(2, p * column.length)}
            height={14}
          />
          <text data-end x={column.end} y={row / 2}>
            {shown}
          </text>
        </g>
      ))}
    </svg>
  );
}
