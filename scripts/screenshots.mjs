// Photographs the studio that runs at ADDRESS (start one with `npm start`), in both languages and themes, narrow and wide,
// and lets axe look at every state. Pictures go to a temporary folder; those that the READMEs show, to docs/figures/.
//   node scripts/screenshots.mjs [ADDRESS] [--figures]     --figures: only the READMEs' pictures
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x"; // on a bare machine Chromium then unpacks the libraries that it links
const address = process.argv.slice(2).find((argument) => argument.startsWith("http")) ?? "http://127.0.0.1:4242";
const onlyFigures = process.argv.includes("--figures");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "vitral-screenshots-"));
const questions = {
  en: "What is the highest mountain in Africa?",
  es: "¿Cuál es la montaña más alta de África?",
};
/** The READMEs' pictures: language, theme and state. */
const figures = [
  { language: "en", theme: "light", state: "words", file: "docs/figures/studio-en.png" },
  { language: "es", theme: "dark", state: "passages", file: "docs/figures/studio-es.png" },
];
const patience = 90_000;

await ready();
const executablePath = process.env.CHROME_BIN ?? (await (await import("@sparticuz/chromium")).default.executablePath());
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
let faults = 0;
try {
  for (const language of ["en", "es"])
    for (const theme of ["light", "dark"])
      for (const width of onlyFigures ? [1440] : [390, 768, 1440]) await photograph(language, theme, width);
} finally {
  await browser.close();
}
process.stdout.write(`${onlyFigures ? "" : `pictures in ${folder}\n`}${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;

/** Waits until model and example texts are prepared: pictures of a studio that still opens would mislead. */
async function ready() {
  const until = Date.now() + 3 * patience;
  while (Date.now() < until) {
    const state = await fetch(`${address}/api/state`).then((response) => response.json());
    if (state.model && !state.busy) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`the studio at ${address} is not ready`);
}

/** One reader's walk through the practice. */
async function photograph(language, theme, width) {
  const wanted = figures.filter((figure) => figure.language === language && figure.theme === theme);
  if (onlyFigures && wanted.length === 0) return;
  const isPhone = width < 700;
  const context = await browser.newContext({
    viewport: { width, height: isPhone ? 844 : 900 },
    locale: language,
    colorScheme: theme,
    reducedMotion: "reduce",
    hasTouch: isPhone,
    isMobile: isPhone,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on("pageerror", (error) => fault(`${language} ${theme} ${width}: ${error.message}`));
  await page.goto(address);
  await page.locator("#ask").waitFor();
  await page.locator("main h2").first().waitFor();
  await shoot("empty");
  await page.fill("#ask", questions[language]);
  await page.press("#ask", "Enter");
  await page.locator("article footer").waitFor();
  await page.locator("article footer button").first().click();
  await page.locator("[role=tab]").first().click();
  await shoot("passages");
  await page.locator("[role=tab]").nth(1).click();
  await shoot("prompt");
  await page.locator("[role=tab]").nth(2).click();
  await page.locator("[role=radio]").nth(3).click();
  await shoot("words");
  if (width < 1200) await page.keyboard.press("Escape");
  await shoot("answer");
  await page.locator("article [data-marker]").first().click();
  await page.locator("main mark").first().waitFor();
  await shoot("document");
  await page.keyboard.press("Control+k");
  await shoot("commands");
  await context.close();

  async function shoot(state) {
    await page.waitForTimeout(300); // the fonts, and whatever still settles
    if (!onlyFigures) await page.screenshot({ path: join(folder, `${language}-${theme}-${width}-${state}.png`) });
    for (const { file } of wanted.filter((figure) => figure.state === state && width === 1440)) {
      mkdirSync(dirname(file), { recursive: true });
      await page.screenshot({ path: file });
    }
    const where = `${language} ${theme} ${width} ${state}`;
    await page.evaluate(axe);
    for (const { id, nodes } of await page.evaluate(async () => (await window.axe.run(document)).violations))
      fault(`${where}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) fault(`${where}: ${overflow} px wider than the window`);
  }
}

function fault(line) {
  faults++;
  process.stderr.write(`${line}\n`);
}
