import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ErrorCode, VitralError } from "#base/error.ts";
import { loadDocument } from "#knowledge/load/index.ts";
import { latin1, pdf, utf8, word, wordParagraph } from "#knowledge/load/made-documents.cases.ts";

const examples = join(import.meta.dirname, "../../../examples");

/** A document's blocks as texts: what the offsets point to. */
async function read(name: string, content: string | Uint8Array) {
  const loaded = await loadDocument(typeof content === "string" ? utf8(content) : content, name);
  const { text, blocks } = loaded;
  return { ...loaded, parts: blocks.map(({ start, end, kind }) => `${kind}: ${text.slice(start, end)}`) };
}

async function refusal(name: string, content: string | Uint8Array): Promise<VitralError> {
  const error: unknown = await read(name, content).then(
    () => new Error("was read"),
    (thrown: unknown) => thrown,
  );
  expect(error, String(error)).toBeInstanceOf(VitralError);
  return error as VitralError;
}

describe("a text file", () => {
  it("is named after its file, and its paragraphs are what empty lines part", async () => {
    const { title, format, text, parts } = await read("a/mi_viaje-largo.txt", "  Uno 🌍\ndos  \n \t\n\n tres\n\n");
    expect([title, format]).toEqual(["mi viaje largo", "txt"]);
    expect(text).toBe("  Uno 🌍\ndos  \n \t\n\n tres\n\n");
    expect(parts).toEqual(["paragraph: Uno 🌍\ndos", "paragraph: tres"]);
  });

  it("is read whole when it has megabytes and no empty line", async () => {
    const { blocks } = await read("big.txt", new Uint8Array(60_000_000).fill(97));
    expect(blocks).toEqual([{ start: 0, end: 60_000_000, kind: "paragraph" }]);
  });

  it.each([
    ["UTF-8", utf8("¿Qué? 🌍")],
    ["UTF-8 with a byte-order mark", utf8("\ufeff¿Qué? 🌍")],
    ["UTF-16 little-endian with its mark", Uint8Array.from(Buffer.from("\ufeff¿Qué? 🌍", "utf16le"))],
    ["UTF-16 big-endian with its mark", Uint8Array.from(Buffer.from("\ufeff¿Qué? 🌍", "utf16le").swap16())],
    ["letters and accents apart", utf8("¿Que\u0301? 🌍")],
  ])("is decoded from %s", async (_, bytes) => {
    expect((await read("a.txt", bytes)).text).toBe("¿Qué? 🌍");
  });

  it("is decoded as Windows-1252 when it is no UTF-8", async () => {
    expect((await read("a.txt", latin1("Espa\xf1a: \x93\xbfqu\xe9?\x94 5 \x80"))).text).toBe("España: “¿qué?” 5 €");
  });

  it("has one kind of line end", async () => {
    expect((await read("a.txt", "a\r\nb\rc\n")).text).toBe("a\nb\nc\n");
  });

  it("is refused when it is a binary", async () => {
    const png = Uint8Array.from([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52,
    ]);
    expect((await refusal("image.txt", png)).code).toBe("load.binary");
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 8) * 31) & 255);
    expect((await refusal("noise.txt", noise)).data).toEqual({ file: "noise.txt" });
  });

  it("keeps its colours of the terminal, its tabs and its form feeds", async () => {
    const log = "\x1b[31mred\x1b[0m\tx\f\n".repeat(9);
    expect((await read("a.log", log)).text).toBe(log);
  });
});

describe("Markdown", () => {
  it("has the title of its first heading, and blocks at their places", async () => {
    const source =
      "# El **agua**\n\nHierve a 100 °C.\n\n## Usos\n\n- beber 🥛\n- lavar\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```\nx = 1\n```\n";
    const { title, text, parts, blocks } = await read("agua.md", source);
    expect(title).toBe("El agua");
    expect(text).toBe(source);
    expect(parts).toEqual([
      "heading: # El **agua**",
      "paragraph: Hierve a 100 °C.",
      "heading: ## Usos",
      "paragraph: beber 🥛",
      "paragraph: lavar",
      "row: | a | b |",
      "row: | 1 | 2 |",
      "code: ```\nx = 1\n```",
    ]);
    expect(blocks.flatMap(({ level }) => level ?? [])).toEqual([1, 2]);
  });

  it("has its title without the line that is drawn under it, and without closing signs", async () => {
    expect((await read("a.md", "El agua\n=======\n\nHierve.")).title).toBe("El agua");
    expect((await read("a.md", "# El agua #\n\nHierve.")).title).toBe("El agua");
  });

  it("without a heading is named after its file", async () => {
    expect((await read("notas.md", "Hierve.")).title).toBe("notas");
  });
});

describe("a web page", () => {
  it("is its main text: no menus, no scripts, entities as characters", async () => {
    const { title, parts } = await read(
      "a.html",
      "<html><head><title>Agua &amp; hielo</title><script>x()</script></head><body><nav>Menú</nav><h2>Usos</h2><p>Beber&nbsp;y\n <b>lavar</b><br>mucho.</p><ul><li>uno<li>dos</ul><table><tr><th>a<th>b<tr><td>1<td>2</table><pre>x\n  y</pre><footer>Pie</footer></body></html>",
    );
    expect(title).toBe("Agua & hielo");
    expect(parts).toEqual([
      "heading: Usos",
      "paragraph: Beber y lavar mucho.",
      "paragraph: uno",
      "paragraph: dos",
      "row: a · b",
      "row: 1 · 2",
      "code: x\n  y",
    ]);
  });

  it("keeps words apart that stand in lines of their own within a cell or a heading", async () => {
    const { parts } = await read(
      "a.html",
      "<h1>El<br>agua</h1><table><tr><td><p>uno</p><p>dos</p></td><td>3</td></tr></table>",
    );
    expect(parts).toEqual(["heading: El agua", "row: uno dos · 3"]);
  });
});

describe("a PDF", () => {
  it("keeps its title, its pages and the places where they begin", async () => {
    const { title, text, pages, parts } = await read("a.pdf", pdf("Two pages", ["First page here.", "Second page."]));
    expect(title).toBe("Two pages");
    expect(text).toBe("First page here.\n\nSecond page.");
    expect(pages).toEqual([0, 18]);
    expect(parts).toEqual(["paragraph: First page here.", "paragraph: Second page."]);
  });

  it("counts pages without text", async () => {
    const { pages, text } = await read("a.pdf", pdf("", ["", "Second.", "", "Fourth."]));
    expect(pages).toHaveLength(4);
    expect(text.slice(pages?.[1], pages?.[2]).trim()).toBe("Second.");
    expect(text.slice(pages?.[3])).toBe("Fourth.");
  });

  it("without a title is named after its file, and without text is called empty", async () => {
    expect((await read("el-agua.pdf", pdf("", ["Hi."]))).title).toBe("el agua");
    expect((await refusal("scan.pdf", pdf("Scan", ["", ""]))).code).toBe("load.empty");
  });

  it("is read without a word on the terminal when its index of objects is damaged", async () => {
    const printed: string[] = [];
    const { log, warn } = console;
    console.log = console.warn = (...words) => printed.push(words.join(" "));
    try {
      const bytes = latin1(
        Buffer.from(pdf("T", ["Hello."]))
          .toString("latin1")
          .replace(/startxref\n\d+/, "startxref\n7"),
      );
      expect((await read("a.pdf", bytes)).text).toBe("Hello.");
    } finally {
      Object.assign(console, { log, warn });
    }
    expect(printed).toEqual([]);
  });
});

describe("a Word document", () => {
  it("keeps headings, paragraphs and tables", async () => {
    const cell = (text: string) => `<w:tc>${wordParagraph(text)}${wordParagraph("más")}</w:tc>`;
    const body = `${wordParagraph("El agua", "Heading1")}${wordParagraph("Hierve &amp; se congela 🧊.")}<w:tbl><w:tr>${cell("1")}${cell("2")}</w:tr></w:tbl>`;
    const { title, format, parts } = await read("a.docx", word(body));
    expect([title, format]).toEqual(["El agua", "docx"]);
    expect(parts).toEqual(["heading: El agua", "paragraph: Hierve & se congela 🧊.", "row: 1 más · 2 más"]);
  });

  it("is read whole: nothing in it is taken for a menu", async () => {
    const long = "El agua, que hierve a cien grados, se congela a cero, y es, con todo, de lo más común. ".repeat(8);
    const link = (text: string) => `<w:p><w:hyperlink w:anchor="a"><w:r><w:t>${text}</w:t></w:r></w:hyperlink></w:p>`;
    const cell = `<w:tbl><w:tr><w:tc>${link("Uno")}${link("Dos")}${link("Tres")}</w:tc></w:tr></w:tbl>`;
    const { parts } = await read("a.docx", word(`${cell}${wordParagraph(long).repeat(3)}`));
    expect(parts[0]).toBe("row: Uno Dos Tres");
  });
});

describe("a table", () => {
  it.each([
    ["commas", "País,Capital\nPerú,Lima\nChile,\n"],
    ["semicolons", "País;Capital\r\nPerú;Lima\r\nChile;\r\n"],
    ["tabulators", "País\tCapital\nPerú\tLima\nChile\t\n"],
  ])("with %s names each value by its column", async (_, source) => {
    const { text, parts, title } = await read("los_países.csv", source);
    expect(title).toBe("los países");
    expect(text).toBe("País: Perú · Capital: Lima\nPaís: Chile");
    expect(parts).toEqual(["row: País: Perú · Capital: Lima", "row: País: Chile"]);
  });

  it("keeps separators and line ends between quotes", async () => {
    expect((await read("a.csv", 'a,b\n"1,5","x ""y""\nz"\n')).text).toBe('a: 1,5 · b: x "y"\nz');
  });
});

describe("JSON", () => {
  it("is told as names and values, each item of a list for itself", async () => {
    const { parts } = await read(
      "a.json",
      '[{"name":"Ana","tags":["x","y"],"at":{"city":"Lima"},"none":null},{"n":0,"b":false}]',
    );
    expect(parts).toEqual(["paragraph: name: Ana\ntags: x\ntags: y\nat.city: Lima", "paragraph: n: 0\nb: false"]);
  });

  it("in lines keeps a line that is broken as it stands", async () => {
    const { parts, format } = await read("a.jsonl", '{"a":1}\n\n{"a":\n"x"\n');
    expect(format).toBe("jsonl");
    expect(parts).toEqual(["paragraph: a: 1", 'paragraph: {"a":', "paragraph: x"]);
  });

  it("never tells a value as [object Object], however deep it lies", async () => {
    const deep = `${'{"a":'.repeat(40)}"core"${"}".repeat(40)}`;
    const { text } = await read("a.json", deep);
    expect(text).toContain("core");
    expect(text).not.toContain("[object");
  });
});

describe("what the store cannot hold", () => {
  const cases: readonly (readonly [string, string | Uint8Array])[] = [
    ["a.json", '{"k":"a\\u0000b\\ud800c"}'],
    ["a.jsonl", '{"k":"a\\u0000b\\ud800c"}'],
    ["a.txt", `${"long enough ".repeat(50)}a\0b`],
    ["a.md", `# T\0\n\n${"long enough ".repeat(50)}a\0b`],
    ["a.csv", `k\n${"long enough ".repeat(50)}a\0b`],
    ["a.html", `<title>T\0</title><p>${"long enough ".repeat(50)}a\0b &#xd800;</p>`],
    ["a.pdf", pdf("T\\000x", ["a\\000b end"])],
  ];
  it.each(cases)("is replaced in %s, and the blocks stay at their places", async (name, content) => {
    const { text, title, blocks } = await read(name, content);
    expect(text + title).not.toContain("\0");
    expect((text + title).isWellFormed()).toBe(true);
    expect(blocks.at(-1)?.end).toBe(text.trimEnd().length);
  });

  it("leaves one sign for each, so that lengths stay", async () => {
    expect((await read("a.json", '{"k":"a\\u0000b\\ud800c🌍"}')).text).toBe("k: a\ufffdb\ufffdc🌍");
  });
});

describe("a file that cannot be read", () => {
  const deepHtml = `${"<div>".repeat(20_000)}x`;
  const cases: readonly (readonly [string, string | Uint8Array, ErrorCode])[] = [
    ["a.pdf", "no PDF at all", "load.broken"],
    ["a.pdf", pdf("T", ["Hello."]).slice(0, 60), "load.broken"],
    ["a.docx", "no archive", "load.broken"],
    ["a.json", '{"a": 1', "load.broken"],
    ["a.csv", 'a,b\n"never closed,1\n2,3\n', "load.broken"],
    ["a.html", deepHtml, "load.broken"],
    ["a.txt", " \n\t\n", "load.empty"],
    ["a.pdf", "", "load.broken"],
    ["a.md", "", "load.empty"],
    ["a.exe", "MZ", "load.format"],
    ["none", "x", "load.format"],
    ["a.txt", new Uint8Array((64 << 20) + 1), "load.large"],
  ];
  it.each(cases)("%s is refused by its code (%#)", async (name, content, code) => {
    const error = await refusal(name, content);
    expect(error.code).toBe(code);
    expect(error.data["file"]).toBe(name);
  });

  it("tells its format and why", async () => {
    const { data } = await refusal("a.json", '{"a": 1');
    expect(data["format"]).toBe("JSON");
    expect(data["reason"]).toMatch(/JSON/);
    const whole = word("");
    expect((await refusal("a.docx", whole.slice(0, whole.length / 2))).data["format"]).toBe("DOCX");
  });
});

describe("the example collection's PDFs and Word documents", () => {
  const questions = readFileSync(join(examples, "questions.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<"answer" | "article", Record<string, string>>);
  const cases = ["en", "es"].flatMap((language) =>
    questions
      .map(({ answer, article }) => [article[language] ?? "", answer[language] ?? ""] as const)
      .filter(([article]) => /\.(pdf|docx)$/.test(article)),
  );
  it.each(cases)("%s holds “%s” in one of its blocks", async (article, answer) => {
    const { parts, title, pages, format } = await read(article, readFileSync(join(examples, "collection", article)));
    expect(parts.some((part) => part.includes(answer))).toBe(true);
    expect(title.length).toBeGreaterThan(3);
    expect(pages?.[0]).toBe(format === "pdf" ? 0 : undefined);
  });
});
