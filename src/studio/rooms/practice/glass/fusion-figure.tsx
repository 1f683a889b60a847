import { useRef, useState } from "react";
import type { Retrieved } from "#server/api.ts";
import { useSpeech } from "#studio/language.tsx";
import { FigureTools } from "#studio/parts/figure-tools.tsx";
import { passagesCsv } from "#studio/rooms/practice/glass/answer-csv.ts";
import shared from "./answer-glass.module.css";
import css from "./fusion-figure.module.css";

const row = 27;
const size = { width: 332, top: 24 };
const column = { text: 50, fused: 166, vector: 282 };

/** Places of passages in one half of the search: those that it ranked, best first, then those that it missed. */
function placesBy(
  passages: readonly Retrieved[],
  rankOf: (passage: Retrieved) => number | undefined,
): readonly number[] {
  const order = passages.map((passage, i) => ({ i, rank: rankOf(passage) ?? Number.POSITIVE_INFINITY }));
  order.sort((a, b) => a.rank - b.rank || a.i - b.i);
  return passages.map((_, i) => order.findIndex((each) => each.i === i));
}

/**
 * How reciprocal rank fusion made one order of two: each passage's rank by its words on the left, by its meaning on the
 * right, and what came of both in the middle. Its table twin holds the same numbers.
 */
export function FusionFigure({ passages }: { readonly passages: readonly Retrieved[] }) {
  const { say, number } = useSpeech();
  const [asTable, setAsTable] = useState(false);
  const [held, setHeld] = useState<number>();
  const figure = useRef<SVGSVGElement>(null);
  const byText = placesBy(passages, ({ textRank }) => textRank);
  const byVector = placesBy(passages, ({ vectorRank }) => vectorRank);
  const y = (place: number) => size.top + (place + 0.5) * row;
  const height = size.top + passages.length * row;
  return (
    <figure>
      <figcaption className={shared["explain"]}>{say("fusion.explain")}</figcaption>
      {asTable && <FusionTable passages={passages} />}
      <svg
        ref={figure}
        className={css["figure"]}
        data-stored={asTable}
        viewBox={`0 0 ${size.width} ${height}`}
        role="img"
        aria-label={say("fusion.summary", { n: passages.length, title: passages[0]?.document.title ?? "" })}
        onPointerLeave={() => setHeld(undefined)}
      >
        <text className={css["head"]} x={column.text} y={12}>
          {say("fusion.text")}
        </text>
        <text className={css["head"]} x={column.fused} y={12}>
          {say("fusion.fused")}
        </text>
        <text className={css["head"]} x={column.vector} y={12}>
          {say("fusion.vector")}
        </text>
        {passages.map((passage, i) => {
          const [left, middle, right] = [y(byText[i] ?? 0), y(i), y(byVector[i] ?? 0)];
          return (
            <g
              key={`${passage.document.id} ${passage.chunk}`}
              data-held={held === undefined ? undefined : held === i}
              className={css["passage"]}
              onPointerEnter={() => setHeld(i)}
            >
              <title>{`${i + 1}. ${passage.document.title}: ${number(passage.score, { maximumFractionDigits: 4 })}`}</title>
              <path
                className={css["link"]}
                data-missed={passage.textRank === undefined}
                d={curve(column.text + 15, left, column.fused - 13, middle)}
              />
              <path
                className={css["link"]}
                data-missed={passage.vectorRank === undefined}
                d={curve(column.vector - 15, right, column.fused + 13, middle)}
              />
              <Rank x={column.text} y={left} rank={passage.textRank} />
              <Rank x={column.vector} y={right} rank={passage.vectorRank} />
              <circle className={css["node"]} cx={column.fused} cy={middle} r={10} />
              <text className={css["number"]} x={column.fused} y={middle}>
                {i + 1}
              </text>
            </g>
          );
        })}
      </svg>
      <FigureTools
        name="fusion"
        figure={figure}
        csv={() => passagesCsv(passages)}
        twin={{ asTable, turn: () => setAsTable(!asTable) }}
      />
    </figure>
  );
}

const curve = (x1: number, y1: number, x2: number, y2: number) => {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
};

function Rank({ x, y, rank }: { readonly x: number; readonly y: number; readonly rank: number | undefined }) {
  return (
    <text className={css["rank"]} data-missed={rank === undefined} x={x} y={y}>
      {rank ?? "–"}
    </text>
  );
}

function FusionTable({ passages }: { readonly passages: readonly Retrieved[] }) {
  const { say, number } = useSpeech();
  const exact = (value: number | undefined, digits: number) =>
    value === undefined ? "–" : number(value, { maximumFractionDigits: digits });
  return (
    <table className={shared["table"]}>
      <caption className="unseen">{say("fusion.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("passage")}</th>
          <th scope="col">{say("fusion.text")}</th>
          <th scope="col">BM25</th>
          <th scope="col">{say("fusion.vector")}</th>
          <th scope="col">{say("fusion.cosine")}</th>
          <th scope="col">{say("fusion.score")}</th>
        </tr>
      </thead>
      <tbody>
        {passages.map(({ document, chunk, textRank, bm25, vectorRank, cosine, score }, i) => (
          <tr key={`${document.id} ${chunk}`}>
            <td>{i + 1}</td>
            <td>{textRank ?? "–"}</td>
            <td>{exact(bm25, 2)}</td>
            <td>{vectorRank ?? "–"}</td>
            <td>{exact(cosine, 3)}</td>
            <td>{exact(score, 4)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
