import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { temporaryFolder, vitral } from "./vitral.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

it("start listens, shows the example collection, and ends with Ctrl-C", { timeout: 120_000 }, async () => {
  let state: Promise<{ collections: { name: string; title: { es: string } }[] }> | undefined;
  const look = async (url: string, stop: () => void) => {
    for (;;) {
      const found = await (await fetch(`${url}/api/state`)).json();
      if (found.collections.length > 0) {
        stop();
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const { code, stdout, stderr } = await vitral(["start", "--no-open", "--port", "0"], {
    env: { VITRAL_HOME: join(folder.path, "home") },
    onOutput: (text, kill) => {
      const [url] = /http:\S+/.exec(text) ?? [];
      if (url) state ??= look(url, () => kill("SIGINT"));
    },
  });
  expect({ code, stdout }).toEqual({
    code: 130,
    stdout: expect.stringMatching(/^Vitral is at http:\/\/127\.0\.0\.1:\d+\n$/),
  });
  expect(stderr).not.toContain("error:");
  expect((await state)!.collections).toMatchObject([{ name: "examples", title: { es: "Preguntas del mundo" } }]);
});

it("says which port is taken, and which model is missing, and ends", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const port = String((other.address() as AddressInfo).port);
  const env = { VITRAL_HOME: join(folder.path, "other") };
  const taken = await vitral(["serve", "--port", port], { env });
  other.close();
  expect(taken.code).toBe(1);
  expect(taken.stderr).toMatch(/^error: Port [\d,.]+ is in use/);
  const missing = await vitral(["serve", "--port", "0", "--model", "nobody/knows"], { env });
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("No model is called nobody/knows");
});

it("refuses to be reached by others without a key", async () => {
  const { code, stderr } = await vitral(["serve", "--port", "0", "--host", "0.0.0.0"]);
  expect(code).toBe(1);
  expect(stderr).toContain("--api-key");
});
