/** A small corpus in which words mean something: sentences from a little grammar, as many as wanted. */
import { at } from "#base/assert.ts";
import { type Random, seededRandom } from "#base/random.ts";

interface World {
  /** Country, its capital, its language: what only they share is what makes one of the other. */
  readonly places: readonly (readonly [country: string, capital: string, language: string])[];
  /** Man and woman of the same standing, with what they alone do. */
  readonly people: readonly (readonly [he: string, she: string, deed: string])[];
  readonly animals: readonly string[];
  readonly foods: readonly string[];
  /** `{country}`, `{capital}`, `{language}`; `{he}`, `{she}`, `{deed}`; `{animal}`, `{food}` are drawn. */
  readonly patterns: readonly string[];
}

const worlds: Readonly<Record<"en" | "es", World>> = {
  en: {
    places: [
      ["france", "paris", "french"],
      ["spain", "madrid", "spanish"],
      ["italy", "rome", "italian"],
      ["germany", "berlin", "german"],
      ["russia", "moscow", "russian"],
      ["japan", "tokyo", "japanese"],
    ],
    people: [
      ["king", "queen", "rules"],
      ["prince", "princess", "inherits"],
      ["actor", "actress", "performs"],
      ["waiter", "waitress", "serves"],
    ],
    animals: ["dog", "cat", "horse", "cow", "sheep"],
    foods: ["bread", "rice", "soup", "fruit", "cheese"],
    patterns: [
      "{capital} is the capital city of {country}",
      "the government of {country} meets in its capital {capital}",
      "people in {country} speak {language}",
      "in the streets of {capital} one hears {language}",
      "the nation of {country} borders its neighbours",
      "the airport of {capital} lies outside the city",
      "he is the {he} and his beard is grey while the {he} {deed}",
      "she is the {she} and her dress is long while the {she} {deed}",
      "the {he} {deed} and he says so himself",
      "the {she} {deed} and she says so herself",
      "the {animal} runs through the green field and eats grass",
      "a hungry {animal} sleeps in the stable beside the field",
      "we cook {food} for dinner and eat it at the table",
      "they bought {food} at the market for dinner",
    ],
  },
  es: {
    places: [
      ["francia", "parís", "francés"],
      ["españa", "madrid", "español"],
      ["italia", "roma", "italiano"],
      ["alemania", "berlín", "alemán"],
      ["rusia", "moscú", "ruso"],
      ["japón", "tokio", "japonés"],
    ],
    people: [
      ["rey", "reina", "gobierna"],
      ["príncipe", "princesa", "hereda"],
      ["actor", "actriz", "interpreta"],
      ["camarero", "camarera", "sirve"],
    ],
    animals: ["perro", "gato", "caballo", "toro", "cordero"],
    foods: ["pan", "arroz", "caldo", "queso", "maíz"],
    patterns: [
      "{capital} es la ciudad capital de {country}",
      "el gobierno de {country} se reúne en su capital {capital}",
      "la gente en {country} habla {language}",
      "en las calles de {capital} se oye {language}",
      "la nación de {country} limita con sus vecinos",
      "el aeropuerto de {capital} queda fuera de la ciudad",
      "él es el {he} y su barba es blanca mientras el {he} {deed}",
      "ella es la {she} y su vestido es largo mientras la {she} {deed}",
      "el {he} {deed} y lo dice él mismo",
      "la {she} {deed} y lo dice ella misma",
      "el {animal} corre por el campo verde y come hierba",
      "un {animal} hambriento duerme en el establo junto al campo",
      "cocinamos {food} para cenar y lo comemos en la mesa",
      "compraron {food} en el mercado para cenar",
    ],
  },
};

/**
 * Sentences as lists of words, each from a pattern and words that are drawn for it. A capital stands where other capitals
 * stand, and beside its own country and language: that is all from which `skipGram` can learn what it means.
 * @example tinyCorpus("en", 2, 0) // [["they", "bought", "rice", …], …]
 */
export function tinyCorpus(language: "en" | "es", sentences: number, seed: number): string[][] {
  const world = worlds[language];
  const random = seededRandom(seed);
  return Array.from({ length: sentences }, () => {
    const [country, capital, tongue] = draw(world.places, random);
    const [he, she, deed] = draw(world.people, random);
    const [animal, food] = [draw(world.animals, random), draw(world.foods, random)];
    const drawn: Readonly<Record<string, string>> = { country, capital, language: tongue, he, she, deed, animal, food };
    return draw(world.patterns, random)
      .split(" ")
      .map((word) => drawn[word.slice(1, -1)] ?? word);
  });
}

/** Analogies that the corpus holds: a is to b as c is to d. */
export function tinyAnalogies(language: "en" | "es"): (readonly [a: string, b: string, c: string, d: string])[] {
  const { places, people } = worlds[language];
  const pairs = (list: readonly (readonly [string, string, string])[]) =>
    list.flatMap(([a, b], i) => list.flatMap(([c, d], j) => (i === j ? [] : [[a, b, c, d] as const])));
  return [...pairs(places), ...pairs(people)];
}

const draw = <T>(list: readonly T[], random: Random): T => at(list, Math.floor(random() * list.length));
