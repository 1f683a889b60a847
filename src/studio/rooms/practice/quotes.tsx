import type { Citation, Retrieved } from "#server/api.ts";
import { useSpeech } from "#studio/language.tsx";
import type { AnswerSoFar } from "#studio/rooms/practice/read-answer.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./quotes.module.css";

/** How much of the passage is shown on each side of its sentence, in characters. */
const margin = 90;
const shown = 3;

/** The sentences that the answer stands on, in the author's words: of the passages cited, or else of the best ones. */
export function Quotes({ answer }: { readonly answer: AnswerSoFar }) {
  const { say } = useSpeech();
  const passages = answer.retrieved?.passages ?? [];
  const citations = answer.answer?.citations ?? [];
  const cited = passages.flatMap((passage, i) => {
    const marker = citations.find((citation) => isOf(citation, passage))?.marker;
    return marker === undefined || !passage.quote ? [] : [{ passage, marker, i }];
  });
  const best = passages.slice(0, 1).flatMap((passage, i) => (passage.quote ? [{ passage, marker: i + 1, i }] : []));
  const isAnswered = answer.answer?.answered !== false;
  const quotes = cited.length > 0 ? cited.slice(0, shown) : isAnswered ? best : [];
  if (quotes.length === 0) return null;
  return (
    <div className={css["quotes"]}>
      {cited.length === 0 && <p className={css["lead"]}>{say("quotes.nearest")}</p>}
      {quotes.map(({ passage, marker }) => (
        <Quote key={`${passage.document.id} ${passage.chunk}`} passage={passage} marker={marker} />
      ))}
    </div>
  );
}

const isOf = (citation: Citation, passage: Retrieved) =>
  citation.document.id === passage.document.id && citation.chunk === passage.chunk;

function Quote({ passage, marker }: { readonly passage: Retrieved; readonly marker: number }) {
  const { say, number } = useSpeech();
  const { go } = useRoute();
  const { document, start, text, page, quote } = passage;
  if (!quote) return null;
  const [from, to] = [quote.start - start, quote.end - start];
  // Of the same paragraph only: a heading before it is not what the sentence says.
  const before = text.slice(Math.max(0, from - margin), from).replace(/^[\s\S]*\n\s*\n/, "");
  const after = text.slice(to, to + margin).replace(/\n\s*\n[\s\S]*$/, "");
  const place = say("quotes.characters", { from: number(quote.start), to: number(quote.end) });
  return (
    <blockquote className={css["quote"]}>
      <p>
        {before.length === margin ? `…${before.replace(/^\S*\s/, "")}` : before}
        <mark>{text.slice(from, to)}</mark>
        {after.length === margin ? `${after.replace(/\s\S*$/, "")}…` : after}
      </p>
      <button type="button" onClick={() => go({ document: String(document.id), at: `${quote.start}-${quote.end}` })}>
        <b>{marker}</b>
        <span>{document.title}</span>
        {page !== undefined && <span>{say("passage.page", { page })}</span>}
        <span>{place}</span>
      </button>
    </blockquote>
  );
}
