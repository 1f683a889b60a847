import type { GenerateEvent, Timings } from "#runtime/runtime.ts";
import type { Data } from "#words/say.ts";

/** A place in a document's text; offsets count UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A document of a collection. */
export interface DocumentCard {
  readonly id: number;
  readonly title: string;
  /** Where it came from: a path, or the name of an uploaded file. Unique in its collection. */
  readonly path: string;
  readonly format: "txt" | "md" | "html" | "pdf" | "docx" | "csv" | "json" | "jsonl";
  readonly language: "en" | "es";
  readonly characters: number;
  readonly chunks: number;
  readonly pages?: number;
}

/** A passage as it was cut, by its number in the document (`chunk`). */
export interface Passage extends Span {
  readonly document: DocumentCard;
  readonly chunk: number;
  readonly text: string;
  readonly page?: number;
  /** The headings it stands under, outermost first. */
  readonly headings: readonly string[];
}

/** A passage that was found, and by what. Ranks count from 1; absent: not among that half's candidates. */
export interface Retrieved extends Passage {
  /** Reciprocal rank fusion. */
  readonly score: number;
  readonly vectorRank?: number;
  readonly textRank?: number;
  readonly cosine?: number;
  readonly bm25?: number;
  /** The sentence of the passage that answers best, as a place in the document. */
  readonly quote?: Span;
}

/** What the judgement whether the texts hold an answer looks at. */
export interface Evidence {
  /** Of the nearest chunk. */
  readonly cosine: number;
  /** Share of the question's BM25 weight that the best chunk holds, in [0, 1]. */
  readonly share: number;
  /** Whether question and best passage are in one language: across languages, words say little. */
  readonly sameLanguage: boolean;
}

/** Whether the texts hold an answer, by a rule learned from data. */
export interface Answerable {
  readonly evidence: Evidence;
  readonly answerable: boolean;
  /** Probability that they do, in [0, 1]. */
  readonly probability: number;
  readonly threshold: number;
}

/** A stretch of the prompt and where it came from; `marker` numbers the passage, from 1. */
export interface PromptPart extends Span {
  readonly origin: "template" | "system" | "passage" | "question" | "history";
  readonly marker?: number;
}

/** A mark [n] in the answer and the passage that it points to; offsets of the place in the document. */
export interface Citation extends Span {
  readonly marker: number;
  readonly document: DocumentCard;
  readonly chunk: number;
  readonly text: string;
  readonly page?: number;
}

export type AskEvent =
  | {
      readonly type: "retrieved";
      readonly passages: readonly Retrieved[];
      readonly answerable: Answerable;
      readonly ms: number;
    }
  | { readonly type: "prompt"; readonly text: string; readonly parts: readonly PromptPart[]; readonly tokens?: number }
  | GenerateEvent
  | {
      readonly type: "answer";
      readonly answer: string;
      /** false: nothing in the texts fits, and the answer says so. */
      readonly answered: boolean;
      readonly citations: readonly Citation[];
      readonly timings?: Timings;
    };

export type IndexEvent =
  | { readonly type: "document"; readonly path: string; readonly done: number; readonly total: number }
  | { readonly type: "embedding"; readonly path: string; readonly done: number; readonly total: number }
  | {
      readonly type: "skipped";
      readonly path: string;
      readonly code: string;
      readonly data: Data;
      /** In English; `code` and `data` make the sentence in any language. */
      readonly reason: string;
    }
  | {
      readonly type: "indexed";
      readonly documents: number;
      readonly chunks: number;
      readonly unchanged: number;
      readonly removed: number;
    };
