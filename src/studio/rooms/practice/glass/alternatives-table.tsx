import { useRef } from "react";
import { useSpeech } from "#studio/language.tsx";
import { FigureTools } from "#studio/parts/figure-tools.tsx";
import { AlternativesFigure } from "#studio/rooms/practice/glass/alternatives-figure.tsx";
import { tokensCsv } from "#studio/rooms/practice/glass/answer-csv.ts";
import { spell } from "#studio/rooms/practice/glass/spell.ts";
import { type AnswerToken, probability } from "#studio/rooms/practice/read-answer.ts";
import css from "./alternatives-table.module.css";

/** What could have come at this step, likeliest first, and what is left for all other tokens. Figure and table in one. */
export function AlternativesTable({ token, step }: { readonly token: AnswerToken; readonly step: number }) {
  const { say, number } = useSpeech();
  const figure = useRef<SVGSVGElement>(null);
  const all = [...(token.alternatives ?? [])];
  if (token.logprob !== undefined && !all.some(({ id }) => id === token.id))
    all.push({ id: token.id, text: token.text, bytes: token.bytes, logprob: token.logprob });
  const rows = all.sort((a, b) => b.logprob - a.logprob).map((each) => ({ ...each, p: probability(each.logprob) }));
  const rest = Math.max(0, 1 - rows.reduce((sum, { p }) => sum + p, 0));
  const shown = (p: number) => (p > 0 && p < 0.001 ? "<" : "") + number(p > 0 && p < 0.001 ? 0.001 : p, digits);
  return (
    <figure>
      <table className={css["table"]}>
        <caption className="unseen">{say("alternatives.title")}</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">{say("alternatives.token")}</th>
            <th scope="col">{say("alternatives.bar")}</th>
            <th scope="col">{say("alternatives.probability")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, text, bytes, logprob, p }) => (
            <tr
              key={id}
              data-chosen={id === token.id}
              title={say("alternatives.exact", { id: String(id), logprob: number(logprob, digits) })}
            >
              <th scope="row">
                {spell({ text, bytes })}
                {id === token.id && <span className="unseen"> ({say("alternatives.chosen")})</span>}
              </th>
              <td>
                <i style={{ "--p": p }} />
              </td>
              <td>{shown(p)}</td>
            </tr>
          ))}
          <tr className={css["rest"]}>
            <th scope="row">{say("alternatives.rest")}</th>
            <td>
              <i style={{ "--p": rest }} />
            </td>
            <td>{shown(rest)}</td>
          </tr>
        </tbody>
      </table>
      <AlternativesFigure
        figure={figure}
        rows={[
          ...rows.map(({ id, text, bytes, p }) => ({
            name: spell({ text, bytes }),
            p,
            shown: shown(p),
            isChosen: id === token.id,
          })),
          { name: say("alternatives.rest"), p: rest, shown: shown(rest) },
        ]}
      />
      <FigureTools name="alternatives" figure={figure} csv={() => tokensCsv([token], step)} />
    </figure>
  );
}

const digits = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
