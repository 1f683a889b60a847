import type { Retrieved } from "#server/api.ts";
import { useSpeech } from "#studio/language.tsx";
import { FusionFigure } from "#studio/rooms/practice/glass/fusion-figure.tsx";
import type { AnswerSoFar } from "#studio/rooms/practice/read-answer.ts";
import { useRoute } from "#studio/route.tsx";
import shared from "./answer-glass.module.css";
import css from "./passages-leaf.module.css";

/** What was found for the question, in the order of the fusion, and whether it holds an answer. */
export function PassagesLeaf({ answer }: { readonly answer: AnswerSoFar }) {
  const { say, number } = useSpeech();
  const { retrieved } = answer;
  if (!retrieved) return null;
  const { passages, answerable, ms } = retrieved;
  const cited = new Set(answer.answer?.citations.map(({ document, chunk }) => `${document.id} ${chunk}`));
  const read = new Set(answer.prompt?.parts.map(({ marker }) => marker));
  return (
    <>
      <section className={shared["section"]}>
        <h3>{say("glass.answerable")}</h3>
        <p className={shared["explain"]}>
          {say(answerable.answerable ? "glass.answerable.yes" : "glass.answerable.no")}
        </p>
        <Gauge probability={answerable.probability} threshold={answerable.threshold} holds={answerable.answerable} />
      </section>
      {passages.length > 0 && (
        <section className={shared["section"]}>
          <h3>
            {say("fusion.title")} <code>{say("fusion.ms", { ms: number(ms, { maximumFractionDigits: 0 }) })}</code>
          </h3>
          <FusionFigure passages={passages} />
        </section>
      )}
      <section className={shared["section"]}>
        <h3>{say("glass.found")}</h3>
        <ol className={css["passages"]}>
          {passages.map((passage, i) => (
            <PassageCard
              key={`${passage.document.id} ${passage.chunk}`}
              passage={passage}
              n={i + 1}
              isRead={!answer.prompt || read.has(i + 1)}
              isCited={cited.has(`${passage.document.id} ${passage.chunk}`)}
            />
          ))}
        </ol>
      </section>
    </>
  );
}

interface GaugeProps {
  readonly probability: number;
  readonly threshold: number;
  readonly holds: boolean;
}

/** The probability that the texts hold the answer, on a scale with the threshold marked. */
function Gauge({ probability, threshold, holds }: GaugeProps) {
  const { say, number } = useSpeech();
  const [p, t] = [probability, threshold].map((share) =>
    number(share, { minimumFractionDigits: 2, maximumFractionDigits: 3 }),
  );
  return (
    <div className={css["gauge"]} style={{ "--p": probability, "--t": threshold }}>
      <div className={css["scale"]} aria-hidden>
        <i data-holds={holds} />
        <b />
      </div>
      <p>
        <span>
          {say("glass.probability")} <code>{p}</code>
        </span>
        <span data-threshold>
          {say("glass.threshold")} <code>{t}</code>
        </span>
      </p>
    </div>
  );
}

interface CardProps {
  readonly passage: Retrieved;
  readonly n: number;
  readonly isCited: boolean;
  /** The model was given it; false: the prompt had no room. */
  readonly isRead: boolean;
}

/** A passage that was found: where, how both halves of the search ranked it, and its text. */
function PassageCard({ passage, n, isCited, isRead }: CardProps) {
  const { say, number } = useSpeech();
  const { go } = useRoute();
  const { document, start, end, text, page, headings, quote, textRank, vectorRank, bm25, cosine } = passage;
  const exact = (value: number | undefined, digits: number) =>
    value === undefined ? "–" : number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const place = quote ?? { start, end };
  const [from, to] = quote ? [quote.start - start, quote.end - start] : [0, 0];
  return (
    <li className={css["passage"]} data-cited={isCited}>
      <header>
        <span className={css["number"]}>{n}</span>
        <h4>{document.title}</h4>
        {!isRead && <small>{say("glass.unread")}</small>}
        {isCited && <small className={css["cited"]}>{say("glass.cited")}</small>}
      </header>
      <p className={css["where"]}>
        {[
          page === undefined ? undefined : say("passage.page", { page }),
          say("passage.n", { n: passage.chunk + 1 }),
          ...headings,
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </p>
      <p className={css["text"]}>
        {text.slice(0, from)}
        {quote && <mark>{text.slice(from, to)}</mark>}
        {text.slice(to)}
      </p>
      <dl className={css["scores"]}>
        <Score name={say("fusion.text")} rank={textRank} value={exact(bm25, 2)} unit="BM25" />
        <Score name={say("fusion.vector")} rank={vectorRank} value={exact(cosine, 3)} unit={say("fusion.cosine")} />
      </dl>
      <button
        type="button"
        className={shared["switch"]}
        onClick={() => go({ document: String(document.id), at: `${place.start}-${place.end}` })}
      >
        {say("glass.open-place")}
      </button>
    </li>
  );
}

interface ScoreProps {
  readonly name: string;
  readonly rank: number | undefined;
  readonly value: string;
  readonly unit: string;
}

function Score({ name, rank, value, unit }: ScoreProps) {
  const { say } = useSpeech();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{rank === undefined ? "–" : say("rank", { n: rank })}</b>
        {unit} {value}
      </dd>
    </div>
  );
}
