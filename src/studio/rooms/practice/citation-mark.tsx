import type { Citation } from "#server/api.ts";
import { useSpeech } from "#studio/language.tsx";
import { useRoute } from "#studio/route.tsx";
import css from "./citation-mark.module.css";

/** The number of a passage: opens the document that it comes from, at the place. */
export function CitationMark({ citation }: { readonly citation: Citation }) {
  const { say } = useSpeech();
  const { go } = useRoute();
  const { marker, document, start, end } = citation;
  return (
    <sup>
      <button
        type="button"
        className={css["mark"]}
        data-marker={marker}
        aria-label={say("citation.open", { n: marker, title: document.title })}
        title={document.title}
        onClick={() => go({ document: String(document.id), at: `${start}-${end}` })}
      >
        {marker}
      </button>
    </sup>
  );
}
