import { type MouseEvent, memo, type ReactNode, useMemo } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import type { Citation } from "#server/api.ts";
import { CitationMark } from "#studio/rooms/practice/citation-mark.tsx";
import { markWords } from "#studio/rooms/practice/mark-words.ts";
import { type AnswerSoFar, placeTokens, probability } from "#studio/rooms/practice/read-answer.ts";
import css from "./answer-text.module.css";

interface AnswerTextProps {
  readonly text: string;
  readonly answer: AnswerSoFar;
  readonly isLive: boolean;
  /** Words are tinted by how likely the model found them. */
  readonly isTinted: boolean;
  /** The token that the glass shows. */
  readonly chosen: number | undefined;
  look(token: number): void;
}

const none: readonly Citation[] = [];
const Heading = ({ children }: { readonly children?: ReactNode }) => <h3>{children}</h3>;

/**
 * An answer's Markdown. Every word can be touched to see how it was chosen, every mark [n] opens its place in the texts.
 * HTML inside an answer stays text: react-markdown builds elements from Markdown alone, and drops dangerous addresses.
 */
export const AnswerText = memo(({ text, answer, isLive, isTinted, chosen, look }: AnswerTextProps) => {
  const citations = answer.answer?.citations ?? none;
  const places = useMemo(() => placeTokens(answer.tokens, text), [answer.tokens, text]);
  const components = useMemo((): Components => {
    return {
      a: ({ href, children }) => (
        <a href={href} target="_blank" rel="noreferrer">
          {children}
        </a>
      ),
      // Under the answer's own heading, whatever level a model begins at.
      h1: Heading,
      h2: Heading,
      h4: Heading,
      h5: Heading,
      h6: Heading,
      img: ({ alt }) => <>{alt}</>, // a picture would be fetched from elsewhere
      span: ({ children, ...rest }) => {
        const { "data-token": token, "data-citation": marker } = rest as {
          "data-token"?: number;
          "data-citation"?: number;
        };
        if (marker !== undefined) {
          const citation = citations.find((each) => each.marker === marker);
          return citation ? <CitationMark citation={citation} /> : <>[{marker}]</>; // without a passage behind it, just text
        }
        if (token === undefined) return <span>{children}</span>;
        const logprob = answer.tokens[token]?.logprob;
        const style = isTinted && logprob !== undefined ? { "--p": probability(logprob) } : undefined;
        return (
          <span className={css["word"]} data-token={token} data-chosen={token === chosen} style={style}>
            {children}
          </span>
        );
      },
    };
  }, [citations, answer.tokens, isTinted, chosen]);

  function touch(event: MouseEvent) {
    const token = (event.target as Element).closest<HTMLElement>("[data-token]")?.dataset["token"];
    if (token !== undefined && getSelection()?.isCollapsed !== false) look(Number(token));
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: words are the mouse's short cut; keys walk the tokens in the glass
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <div className={`${css["text"]} ${isLive && text ? css["live"] : ""}`} data-tinted={isTinted} onClick={touch}>
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[markWords(text, places)]} components={components}>
        {text}
      </Markdown>
    </div>
  );
});
AnswerText.displayName = "AnswerText";
