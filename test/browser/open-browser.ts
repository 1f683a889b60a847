import type { Browser } from "playwright-core";

/** Chromium from npm, or the one that CHROME_BIN names. Its own arguments, not the package's, which switch security off. */
export async function openBrowser(): Promise<Browser> {
  process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs20.x"; // on a bare machine it then unpacks the libraries that it links
  const { chromium } = await import("playwright-core");
  const executablePath =
    process.env["CHROME_BIN"] ?? (await (await import("@sparticuz/chromium")).default.executablePath());
  return chromium.launch({
    executablePath,
    timeout: 60_000,
    args: [
      "--no-sandbox",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
  });
}
