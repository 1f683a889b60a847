import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { describe, expect, it } from "vitest";

const examples = join(import.meta.dirname, "../examples");
const languages = ["en", "es"] as const;
type Bilingual = Readonly<Record<(typeof languages)[number], string>>;
interface Question {
  readonly id: string;
  readonly theme: Bilingual;
  readonly question: Bilingual;
  readonly answer: Bilingual;
  readonly article: Bilingual;
}

const questions = readFileSync(join(examples, "questions.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Question);
const articles = (language: string) => readdirSync(join(examples, "collection", language)).sort();

describe("the example collection", () => {
  it("has each article in both languages and every format", () => {
    expect(articles("en").length).toBeGreaterThanOrEqual(24);
    for (const language of languages) {
      const formats = new Set(articles(language).map((file) => extname(file)));
      expect(formats).toEqual(new Set([".md", ".html", ".pdf", ".docx", ".csv"]));
    }
    const count = (language: string, format: string) =>
      articles(language).filter((file) => file.endsWith(format)).length;
    for (const format of [".md", ".html", ".pdf", ".docx", ".csv"])
      expect(count("en", format)).toBe(count("es", format));
  });

  it("has some fifty questions, several to a theme, each with an id of its own", () => {
    expect(questions.length).toBeGreaterThanOrEqual(45);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  });

  it.each(
    questions.flatMap((question) =>
      languages.map((language) => [question.question[language], language, question] as const),
    ),
  )("%s (%s) is answered by its article, which does not hold the question", (asked, language, { answer, article }) => {
    const path = join(examples, "collection", article[language]);
    expect(existsSync(path), path).toBe(true);
    if (/\.(pdf|docx)$/.test(path)) return; // read by the loaders' tests
    const text = readFileSync(path, "utf8");
    expect(text).toContain(answer[language]);
    expect(text).not.toContain(asked);
  });

  it("offers questions that its articles answer", () => {
    const { suggestions } = JSON.parse(readFileSync(join(examples, "collection/collection.json"), "utf8"));
    for (const language of languages) {
      const known = questions.map(({ question }) => question[language]);
      for (const suggestion of suggestions[language]) expect(known).toContain(suggestion);
    }
  });
});
