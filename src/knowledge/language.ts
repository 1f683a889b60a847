/** The languages that retrieval knows stems of. */
export type TextLanguage = "en" | "es";

const common: Readonly<Record<TextLanguage, ReadonlySet<string>>> = {
  en: new Set(
    "the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know".split(
      " ",
    ),
  ),
  es: new Set(
    "de la que el en y a los se del las un por con no una su para es al lo como más mas pero sus le ya o este sí si porque esta entre cuando muy sin sobre también tambien me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué que unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual cuál sea poco ella estar estas algunas algo nosotros fue ser son tiene cómo dónde cuándo quién está era han".split(
      " ",
    ),
  ),
};

/** Which of the two languages a text is in, by its commonest words and letters; `otherwise` if nothing tells. */
export function detectLanguage(text: string, otherwise: TextLanguage = "en"): TextLanguage {
  const sample = text.slice(0, 20_000).toLowerCase();
  let balance = (sample.match(/[ñáéíóúü¿¡]/g)?.length ?? 0) * 0.5;
  for (const word of sample.match(/\p{L}+/gu) ?? []) {
    if (common.es.has(word)) balance++;
    if (common.en.has(word)) balance--;
  }
  if (balance === 0) return otherwise;
  return balance > 0 ? "es" : "en";
}

/** The languages that a short text may be in: one if something tells, else both. */
export function questionLanguages(question: string): TextLanguage[] {
  const language = detectLanguage(question, "en");
  return language === detectLanguage(question, "es") ? [language] : ["en", "es"];
}

/** Lower case without accents: how full text is compared. */
export const fold = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
