/** `vitral/knowledge`: documents in, passages and answers out. */
export { explain, type Influence } from "#knowledge/answer/explain.ts";
export { type Knowledge, type KnowledgeOptions, openKnowledge, type Upload } from "#knowledge/knowledge.ts";
export type { AskEvent, Citation, DocumentCard, IndexEvent, Passage, Retrieved, Span } from "#knowledge/passage.ts";
export { openEmbedder, openLanguageModel } from "#runtime/open.ts";
