import type { Language } from "#words/say.ts";

/** What an answer says by itself, where no model speaks. */
export const answerWords: Readonly<Record<Language, { readonly notInTexts: string }>> = {
  en: { notInTexts: "I did not find an answer to this in your texts." },
  es: { notInTexts: "No he encontrado la respuesta a esto en tus textos." },
};
