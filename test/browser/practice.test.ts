/** The practice, end to end: real server, real models, real Chromium. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./open-browser.ts";
import { type RunningVitral, startVitral } from "./start-vitral.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const limits = { start: 240_000, step: 15_000, answer: 60_000 };

/** What axe finds wrong in the page as it stands, one line each. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

/** Lets a file fall on one of the panes that show while something is dragged over the studio. */
async function dropFile(page: Page, name: string, text: string, pane: "here" | "new"): Promise<void> {
  const data = await page.evaluateHandle(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text as string], name as string, { type: "text/markdown" }));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await page.dispatchEvent(`[data-drop=${pane}]`, "drop", { dataTransfer: data });
}

describe("the practice", { timeout: 120_000 }, () => {
  let vitral: RunningVitral | undefined;
  let browser: Browser | undefined;
  let page: Page;
  const faults: string[] = [];
  const outside: string[] = [];

  beforeAll(async () => {
    vitral = await startVitral(limits.start);
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "en-GB",
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    page = await context.newPage();
    page.setDefaultTimeout(limits.step);
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(vitral?.url ?? "-") && !request.url().startsWith("blob:"))
        outside.push(request.url());
    });
    await page.goto(vitral.url);
  }, limits.start + 60_000);
  afterAll(async () => {
    await browser?.close();
    await vitral?.close();
  }, 30_000);

  it("opens with the example collection and questions that it answers", async () => {
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
    await page.getByRole("main").getByRole("button", { name: "What is the highest mountain in Africa?" }).waitFor();
    expect(await page.getByRole("banner").textContent()).toContain("Questions about the world");
    expect(await complaints(page)).toEqual([]);
  });

  it("answers with the keyboard alone, and cites", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("What is the highest mountain in Africa?");
    await page.keyboard.press("Enter");
    await page.locator("article footer").waitFor({ timeout: limits.answer });
    expect(await page.locator("article").textContent()).toMatch(/Kilimanjaro/);
    expect(await page.locator("article [data-marker]").count()).toBeGreaterThan(0);
    expect(await page.locator("article footer").textContent()).toMatch(/tokens\/s/);
    expect(await complaints(page)).toEqual([]);
  });

  it("shows in the glass how each word was chosen, with probabilities that sum to one", async () => {
    await page.locator("[data-token]").nth(2).click();
    const table = page.getByRole("table", { name: /could have come/ });
    await table.waitFor();
    const shares = (await table.locator("tbody td:last-child").allInnerTexts()).map((p) => Number(p.replace("<", "")));
    expect(shares.length).toBeGreaterThan(4);
    expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 1);
    const before = await page.locator("[role=radio][aria-checked=true]").getAttribute("aria-label");
    await page.locator("[role=radio][aria-checked=true]").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("[role=radio][aria-checked=true]").getAttribute("aria-label")).not.toBe(before);
    expect(await complaints(page)).toEqual([]);
  });

  it("shows the exact prompt by origin, and the passages with both ranks", async () => {
    await page.getByRole("tab", { name: /Prompt/ }).click();
    const prompt = page.locator("pre");
    await prompt.waitFor();
    for (const origin of ["system", "passage", "question", "template"])
      expect(await prompt.locator(`[data-origin=${origin}]`).count(), origin).toBeGreaterThan(0);
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("tab", { name: /Passages/ }).click();
    await page.getByRole("button", { name: "See it as a table" }).click();
    expect(await page.getByRole("table").locator("tbody tr").count()).toBeGreaterThan(1);
    expect(await complaints(page)).toEqual([]);
  });

  it("saves a figure of the glass in the three kinds", async () => {
    for (const kind of ["SVG", "PNG", "CSV"]) {
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name: `Save the figure as ${kind}` }).click();
      const saved = await waiting;
      expect(saved.suggestedFilename()).toBe(`fusion.${kind.toLowerCase()}`);
      const bytes = readFileSync(await saved.path());
      expect(bytes.subarray(0, 5).toString("latin1")).toBe({ SVG: "<svg ", PNG: "\x89PNG\r", CSV: "place" }[kind]);
    }
  });

  it("finds a text by typing in the palette", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("kilim en");
    await page.getByRole("option", { name: /^Kilimanjaro/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Kilimanjaro" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("article").waitFor();
  });

  it("opens a citation at the place", async () => {
    await page.locator("article [data-marker]").first().click();
    const mark = page.locator("main mark").first();
    await mark.waitFor();
    expect(
      await page
        .locator("main mark")
        .allInnerTexts()
        .then((all) => all.join("")),
    ).toMatch(/Kilimanjaro/);
    const [box, height] = [await mark.boundingBox(), page.viewportSize()?.height ?? 0];
    expect(box && box.y > 0 && box.y < height).toBe(true);
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("article").waitFor();
  });

  it("says when the texts hold no answer", async () => {
    await page.fill("#ask", "What did the finance minister of Norway eat for breakfast?");
    await page.press("#ask", "Enter");
    await page.locator("article").nth(1).locator("footer").waitFor({ timeout: limits.answer });
    expect(await page.locator("article").nth(1).textContent()).toContain("Not in your texts");
    expect(await complaints(page)).toEqual([]);
  });

  it("makes a collection of a dropped file, and answers from it", async () => {
    const text =
      "# The Zorvax works\n\nThe Zorvax works in Almunia was founded by Petra Quill in 1887. It makes bells.\n";
    await dropFile(page, "zorvax.md", text, "new");
    await page.getByText("Ready: 1 text").waitFor({ timeout: limits.answer });
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.fill("#ask", "Who founded the Zorvax works?");
    await page.press("#ask", "Enter");
    await page.locator("article footer").waitFor({ timeout: limits.answer });
    expect(await page.locator("article").textContent()).toMatch(/Petra Quill/);
    expect(await complaints(page)).toEqual([]);
  });

  it("keeps conversations", async () => {
    await page.reload();
    await page.locator("article").waitFor();
    expect(await page.locator("article").textContent()).toMatch(/Petra Quill/);
    await page
      .getByRole("button", { name: /^What is the highest mountain/ })
      .first()
      .click();
    await page.getByText("Not in your texts").waitFor();
  });

  it("changes language and theme, and keeps both", async () => {
    await page.getByRole("button", { name: "Cambiar a español" }).click();
    await page.getByRole("heading", { name: "Práctica" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("es");
    const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByRole("button", { name: "Claro u oscuro" }).click();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(light);
    expect(await complaints(page)).toEqual([]);
    await page.reload();
    await page.getByRole("heading", { name: "Práctica" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  });

  it("fits a phone, with the glass as a sheet", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const glass = page.getByRole("complementary", { name: "El cristal" });
    if (await glass.isVisible()) await page.keyboard.press("g");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await complaints(page)).toEqual([]);
  });

  it("asks nothing of the outside, and throws nothing", () => {
    expect(outside).toEqual([]);
    expect(faults).toEqual([]);
  });
});
