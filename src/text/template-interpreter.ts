import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";

/** Milliseconds that a template may take. Real ones need one. */
const maxTime = 3_000;
/** Longest text, and longest list, that a template may build. */
const maxText = 16_000_000;
const maxList = 200_000;

/**
 * Runs a Jinja template with an end to what it may do: a model file is a stranger's, and its template could loop for
 * ever or fill the memory. The clock and the size of every result are looked at with each part that is evaluated.
 * @throws Error of the interpreter if the template is wrong or refuses (`raise_exception`), or goes over a limit
 */
export function runTemplate(source: string, variables: Readonly<Record<string, unknown>>): string {
  const environment = new Environment();
  for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value);
  const interpreter = new Interpreter(environment);
  const evaluate = interpreter.evaluate.bind(interpreter);
  const start = performance.now();
  interpreter.evaluate = (statement, scope) => {
    const result = evaluate(statement, scope);
    const { value }: { readonly value?: unknown } = result;
    const characters = typeof value === "string" ? value.length : 0;
    const items = Array.isArray(value) ? value.length : 0;
    if (characters > maxText || items > maxList || performance.now() - start > maxTime) {
      throw new Error("it does more than a template may");
    }
    return result;
  };
  // As Hugging Face compiles chat templates.
  const { value } = interpreter.run(parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })));
  return String(value);
}

/** What every template may use, as Hugging Face's `apply_chat_template` provides it. */
const globals: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
  raise_exception: (message: unknown): never => {
    throw new Error(String(message));
  },
  range,
  strftime_now: (format: unknown) => formatDate(new Date(), String(format)),
};

/** Python's `range`, no longer than a list may be. */
function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = typeof second === "number" ? [first, second] : [0, first];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= maxList)) throw new Error(`range(${start}, ${stop}, ${step}) is no range that can be had`);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** Python's `strftime` in English, whatever the machine speaks: models were trained so. */
function formatDate(date: Date, format: string): string {
  return format.replaceAll(/%([%YymdBbAaHMS])/g, (_, letter: string) => {
    const named = names[letter];
    if (named) return new Intl.DateTimeFormat("en-US", named).format(date);
    if (letter === "%") return "%";
    return letter === "Y" ? String(date.getFullYear()) : String(number(date, letter)).padStart(2, "0");
  });
}

const names: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  B: { month: "long" },
  b: { month: "short" },
  A: { weekday: "long" },
  a: { weekday: "short" },
};

function number(date: Date, letter: string): number {
  switch (letter) {
    case "y":
      return date.getFullYear() % 100;
    case "m":
      return date.getMonth() + 1;
    case "d":
      return date.getDate();
    case "H":
      return date.getHours();
    case "M":
      return date.getMinutes();
    default:
      return date.getSeconds();
  }
}
