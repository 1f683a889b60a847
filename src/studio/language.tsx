import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { useKept } from "#studio/kept.ts";
import { type Data, fill, type Language, type Placeholders } from "#words/say.ts";
import { studioEn } from "#words/studio.en.ts";
import { studioEs } from "#words/studio.es.ts";

type Words = typeof studioEn;
export type WordKey = keyof Words;
/** Keys whose sentence needs no filling. */
export type PlainKey = WordKey extends infer K
  ? K extends WordKey
    ? [Placeholders<Words[K]>] extends [never]
      ? K
      : never
    : never
  : never;
/** Keys that come in a singular and a plural, named without the ending. */
export type CountKey = WordKey extends infer K ? (K extends `${infer Name}.one` ? Name : never) : never;
type Filling<K extends WordKey> = [Placeholders<Words[K]>] extends [never]
  ? [data?: Data]
  : [data: { readonly [Name in Placeholders<Words[K]>]: string | number }];

/** The reader's language, and everything that is said or counted in it. */
export interface Speech {
  readonly language: Language;
  setLanguage(language: Language): void;
  say<K extends WordKey>(key: K, ...data: Filling<K>): string;
  /** The singular or plural of `key`, with the number as `{n}`. */
  count(key: CountKey, n: number): string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  date(iso: string): string;
  bytes(size: number): string;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("useSpeech outside SpeechProvider");
  return speech;
}

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useKept<Language>("language", preferred());
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo(() => speak(language, setLanguage), [language, setLanguage]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The first language of the browser's list that we speak. */
const preferred = (): Language => {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "es" || tag === "en");
  return known === "es" ? "es" : "en";
};

/** The language as it is written where the reader lives, if the browser says so: dates differ most. */
const regional = (language: Language): string =>
  globalThis.navigator?.languages.find((tag) => tag.startsWith(language)) ?? language;

/** Everything said in one language. Made apart from React so that tests can speak too. */
export function speak(language: Language, setLanguage: (language: Language) => void = () => {}): Speech {
  const words: Readonly<Record<WordKey, string>> = language === "es" ? studioEs : studioEn;
  const plural = new Intl.PluralRules(language);
  const dates = new Intl.DateTimeFormat(regional(language), {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: 2, ...options }).format(value);
  return {
    language,
    setLanguage,
    say: (key, ...[data]) => fill(words[key], (data ?? {}) as Data, language),
    count: (key, n) =>
      fill(words[`${key}.${plural.select(n) === "one" ? "one" : "other"}` as WordKey], { n }, language),
    number,
    date: (iso) => dates.format(new Date(iso)),
    bytes(size) {
      const [unit, share] = size >= 1e9 ? ["GB", 1e9] : size >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
      return `${number(size / share, { maximumFractionDigits: size >= 1e9 ? 1 : 0 })} ${unit}`;
    },
  };
}
