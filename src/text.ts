/** `vitral/text`: tokenizers and chat templates. */
export { type ChatMessage, renderChat } from "#text/chat-template.ts";
export { tokenizerFromGguf } from "#text/from-gguf.ts";
export { tokenizerFromJson } from "#text/from-json.ts";
export type { EncodeOptions, Encoding, SpecialIds, StreamDecoder, Tokenizer } from "#text/tokenizer.ts";
