/** The studio's own API under /api: its types, and nothing else. Streams are server-sent events, one JSON value each. */
import type { AskEvent, Citation, DocumentCard, IndexEvent, PromptPart, Retrieved, Span } from "#knowledge/passage.ts";
import type { GenerateEvent, Message, ModelCard, Sampling } from "#runtime/runtime.ts";
import type { Encoding } from "#text/tokenizer.ts";

export type {
  AskEvent,
  Citation,
  DocumentCard,
  Encoding,
  GenerateEvent,
  IndexEvent,
  Message,
  ModelCard,
  PromptPart,
  Retrieved,
  Sampling,
  Span,
};

/** Body of every answer that is not 2xx: the sentence in the language of `Accept-Language`. */
export interface ApiError {
  readonly error: { readonly code: string; readonly message: string };
}

export interface Collection {
  readonly name: string;
  /** What people call it; the example collection has one in each language. */
  readonly title: { readonly en: string; readonly es: string };
  readonly documents: number;
  readonly chunks: number;
  readonly language: "en" | "es" | "auto";
  readonly embedder: string;
  /** Questions that its texts answer, to offer in an empty conversation. */
  readonly suggestions: { readonly en: readonly string[]; readonly es: readonly string[] };
}

/** GET /api/state */
export interface State {
  readonly version: string;
  /** What is being loaded, with a share in [0, 1]; absent: ready. */
  readonly busy?: { readonly what: "model" | "embedder" | "index"; readonly name: string; readonly done: number };
  readonly model?: ModelCard;
  readonly embedder?: ModelCard;
  readonly collections: readonly Collection[];
}

// GET /api/models → ModelCard[]: bundled, found in other programs' homes, and behind their servers that are running

/** POST /api/models/load {ref} → stream of LoadEvent, ends with `ready` or `error`. */
export type LoadEvent =
  | { readonly type: "progress"; readonly done: number }
  | { readonly type: "ready"; readonly model: ModelCard }
  | { readonly type: "error"; readonly error: ApiError["error"] };

/** POST /api/collections */
export interface NewCollection {
  readonly name: string;
  readonly language?: "en" | "es" | "auto";
}
// DELETE /api/collections/:name
// GET  /api/collections/:name/documents → DocumentCard[]
// POST /api/collections/:name/documents  multipart/form-data, fields `file` (repeated; file name may hold folders), or JSON PastedText
//      → stream of IndexEvent | {type: "error", error}
// GET  /api/collections/:name/documents/:id → OpenedDocument
// DELETE /api/collections/:name/documents/:id
// GET  /api/collections/:name/search?q=…&top=… → Retrieved[]
export interface PastedText {
  readonly title: string;
  readonly text: string;
}

/** A document as it was read and cut. Chunks may overlap. */
export interface OpenedDocument {
  readonly document: DocumentCard;
  readonly text: string;
  readonly chunks: readonly (Span & {
    readonly chunk: number;
    readonly page?: number;
    readonly headings: readonly string[];
  })[];
}

/** POST /api/ask → stream of AskEvent | {type: "error", error}. Closing the connection stops it at the next token. */
export interface AskRequest {
  readonly collection: string;
  readonly question: string;
  /** Earlier turns of the conversation, oldest first. */
  readonly history?: readonly Message[];
  readonly top?: number;
  readonly sampling?: Sampling;
  /** Language of what the studio itself says in the answer (“not in your texts”). Default: the question's. */
  readonly language?: "en" | "es";
}

/** POST /api/chat → stream of GenerateEvent | {type: "prompt", text, parts, tokens} | {type: "error", error}: the model alone, without texts. */
export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly sampling?: Sampling;
}

/** POST /api/tokenize → Encoding (ids as plain array) */
export interface TokenizeRequest {
  readonly text: string;
  readonly of: "model" | "embedder";
}

/** A turn as it is kept: what was said, and for an answer what the glass needs to show it again. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly content: string;
  /** The events of the answer, without `prefill`. */
  readonly events?: readonly (AskEvent | GenerateEvent)[];
}

/** GET /api/conversations → ConversationCard[], newest first; GET/PUT/DELETE /api/conversations/:id (id chosen by the client: a UUID). */
export interface ConversationCard {
  readonly id: string;
  readonly title: string;
  /** ISO 8601. */
  readonly updated: string;
  readonly collection?: string;
}
export interface Conversation extends ConversationCard {
  readonly turns: readonly Turn[];
}
