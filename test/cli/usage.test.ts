import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "#cli/commands/index.ts";
import { cliEn } from "#words/cli.en.ts";
import { cliEs } from "#words/cli.es.ts";
import { temporaryFolder, vitral } from "./vitral.ts";

const names = commands.map(({ name }) => name);

describe("every command", () => {
  it("is in the list, if it has a file", () => {
    const files = readdirSync(join(import.meta.dirname, "../../src/cli/commands"));
    expect(files.filter((file) => file !== "index.ts")).toHaveLength(names.length);
  });

  it.each(["en", "es"] as const)("shows usage with one example in %s", { timeout: 120_000 }, async (language) => {
    for (const name of names) {
      const { code, stdout, stderr } = await vitral([name, "--help", "--lang", language]);
      const words = language === "es" ? cliEs : cliEn;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`${words["help.usage"]} vitral ${name}`);
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(words[`${name}.does`]);
      expect(stdout).toContain(words[`${name}.example`]);
    }
  });

  it("has an example whose options it knows", async () => {
    for (const name of names) {
      const { stdout } = await vitral([name, "--help"]);
      const [help = "", example = ""] = stdout.split(cliEn["help.example"]);
      for (const [option] of example.matchAll(/--[a-z-]+/g)) expect(help, `${name} ${option}`).toContain(option);
    }
  });

  it("has nothing to say in one language that it says in the other", () => {
    const open = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, sentence] of Object.entries(cliEn))
      expect(open(cliEs[key as keyof typeof cliEn]), key).toEqual(open(sentence));
  });
});

describe("wrong usage ends with 2 and one sentence", () => {
  it.each([
    [["tokeniz", "x"], "tokeniz (≈ tokenize) is no command"],
    [["tokenize", "x", "--modl", "y"], "--modl (≈ --model) is no option"],
    [["tokenize"], "TEXT is missing"],
    [["tokenize", "a", "b"], "more arguments"],
    [["tokenize", "a", "--json", "--jsonl"], "do not go together"],
    [["tokenize", "a", "--model"], "--model <REF> lacks its value"],
    [["embed", "a", "--threads", "0"], "--threads is 0, where 1 … 64 should stand"],
    [["embed", "a", "--precision", "some"], "--precision is some, where fast, exact should stand"],
    [["detokenize", "--ids", "1,x"], "--ids is 1,x, where 1,2,3 should stand"],
    [["trace", "--prompt", "a"], "--out <FILE> is missing"],
    [["search", "a"], "--collection <NAME> | --data <PATH...> is missing"],
    [["index", "a"], "--collection <NAME> is missing"],
  ])("%j", async (args, sentence) => {
    const { code, stdout, stderr } = await vitral(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });
});

describe("the reader's language", () => {
  it.each([
    [{ LANG: "es_BO.UTF-8" }, "no es un comando"],
    [{ LANG: "es_ES.UTF-8", LC_ALL: "C" }, "is no command"],
    [{ LANG: "fr_FR.UTF-8" }, "is no command"],
    [{ LANG: "en_GB.UTF-8", VITRAL_LANG: "es" }, "no es un comando"],
  ])("is what %j says", async (env, sentence) => {
    expect((await vitral(["nothing"], { env })).stderr).toContain(sentence);
  });
});

describe("settings", () => {
  it("come from a flag, before the environment, before the file, before the default", async () => {
    const { path, remove } = temporaryFolder();
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(path, "settings.json"), JSON.stringify({ model: "from-file", precision: "exact" }));
    const model = async (args: string[], env: Record<string, string>): Promise<string> =>
      (await vitral(["tokenize", "a", ...args], { env })).stderr;
    expect(await model([], { VITRAL_HOME: path })).toContain("No model is called from-file");
    expect(await model([], { VITRAL_HOME: path, VITRAL_MODEL: "from-env" })).toContain("called from-env");
    expect(await model(["--model", "flagged"], { VITRAL_HOME: path, VITRAL_MODEL: "from-env" })).toContain("flagged");
    remove();
  });

  it("that make no sense are named", async () => {
    const { code, stderr } = await vitral(["models"], { env: { VITRAL_PORT: "many" } });
    expect(code).toBe(1);
    expect(stderr).toBe("error: The setting VITRAL_PORT is many, where 0 … 65535 should stand.\n");
  });
});

it("prints its version", async () => {
  expect((await vitral(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it("shows no colour and no bar without a terminal", async () => {
  const { stdout, stderr } = await vitral(["models"]);
  expect(stdout + stderr).not.toContain("\u001b");
});
