import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goldenPath } from "../read-goldens.ts";
import { json, temporaryFolder, vitral } from "./vitral.ts";

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const env = { VITRAL_HOME: at("home") };
const gguf = readFileSync(goldenPath("tiny/llama/llama.f32.gguf"));
afterAll(() => folder.remove());

beforeAll(() => {
  chmodSync(folder.path, 0o755); // another user looks into it
  writeFileSync(at("cut.gguf"), gguf.subarray(0, gguf.length >> 1));
  writeFileSync(at("head.gguf"), gguf.subarray(0, 40));
  writeFileSync(at("empty.gguf"), "");
  writeFileSync(at("text.gguf"), "The capital of France is Paris.");
  mkdirSync(at("half"));
  writeFileSync(at("half", "config.json"), "{");
  cpSync(goldenPath("tiny/llama/hf"), at("cut"), { recursive: true });
  truncateSync(at("cut", "model.safetensors"), 5_000);
  mkdirSync(at("texts"));
  writeFileSync(at("texts", "good.md"), "# France\n\nThe capital of France is Paris.\n");
  writeFileSync(at("texts", "empty.txt"), "");
  writeFileSync(at("texts", "binary.txt"), gguf.subarray(0, 4_000));
  writeFileSync(at("texts", "cut.docx"), "PK\u0003\u0004 and nothing more");
  writeFileSync(at("texts", "half.json"), '{"a": ');
  writeFileSync(at("texts", "huge.txt"), "");
  truncateSync(at("texts", "huge.txt"), 200_000_000);
});

/** One sentence on stderr that is no accident of ours, nothing on stdout, status 1. */
async function refuses(args: readonly string[], sentence: string, options = {}): Promise<void> {
  const { code, stdout, stderr } = await vitral(args, { env, ...options });
  expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).not.toMatch(/should not happen|no debería| at .*:\d+:\d+/);
  expect(stderr).toContain(sentence);
}

describe("a model that cannot be used", () => {
  it.each([
    ["none.gguf", "does not exist: check the path", "no existe: revisa la ruta"],
    ["cut.gguf", "download it again", "vuelve a descargarlo"],
    ["head.gguf", "ends at byte 40, inside", "termina en el byte 40, dentro de"],
    ["empty.gguf", "ends at byte 0", "termina en el byte 0"],
    ["text.gguf", "is no GGUF file", "no es un archivo GGUF"],
    ["half", "config.json", "config.json"],
    ["cut", "is a damaged safetensors file", "es un archivo safetensors dañado"],
    ["texts/", "config.json", "config.json"],
  ])("%s is named with what is wrong, in both languages", async (name, english, spanish) => {
    const model = join(folder.path, name);
    await refuses(["generate", "--ids", "1", "--model", model], english);
    await refuses(["inspect", model, "--lang", "es"], spanish);
  });

  it("is told among what there is, when its name is unknown", async () => {
    await refuses(["tokenize", "a", "--model", "nobody/knows"], "Known here: multilingual-e5-small, smollm2");
    await refuses(["chat", "--message", "a", "--model", "http://127.0.0.1:9/v1#m", "--lang", "es"], "Nadie responde");
    await refuses(["chat", "--message", "a", "--model", "http://127.0.0.1:9/v1"], "names no model");
  });
});

it("a prompt without a token, and ids that are none, are refused", async () => {
  await refuses(["trace", "--prompt", "", "--out", at("t")], "The prompt is empty");
  await refuses(["trace", "--ids", "99999999", "--out", at("t")], "is no token");
  expect(existsSync(at("t"))).toBe(false);
});

it("texts that cannot be read are skipped, each with its reason, and the rest is kept", async () => {
  const names = ["binary.txt", "cut.docx", "empty.txt", "half.json", "huge.txt"];
  const { code, stdout, stderr } = await vitral(["index", at("texts"), "--collection", "bad", "--json"], { env });
  expect(code).toBe(0);
  const { documents, skipped } = JSON.parse(stdout) as {
    documents: number;
    skipped: { path: string; reason: string }[];
  };
  expect(documents).toBe(1);
  expect(skipped.map(({ path }) => path)).toEqual(names.map((name) => at("texts", name)));
  const lines = stderr.trim().split("\n");
  for (const [i, part] of ["is not text", "cannot be read as DOCX", "holds no text", "as JSON", "split it"].entries())
    expect(lines[i]).toMatch(new RegExp(`^skipped: .*${names[i]}.*${part}`));
  const hits = await json<{ text: string }[]>(["search", "capital", "--collection", "bad"], { env });
  expect(hits[0]!.text).toContain("Paris");
  await refuses(["index", at("nowhere"), "--collection", "bad"], "does not exist");
});

it("a database that is none is told, without its password, to those who need one", async () => {
  const other = { env: { ...env, DATABASE_URL: "mysql://me:secret@host/db" } };
  await refuses(["search", "a", "--collection", "bad"], "DATABASE_URL is mysql://…@host/db, where postgres://", other);
  const away = { env: { ...env, DATABASE_URL: "postgres://me:secret@127.0.0.1:9/db" } };
  await refuses(["search", "a", "--collection", "bad", "--lang", "es"], "ECONNREFUSED", away);
  expect((await vitral(["tokenize", "a"], other)).code).toBe(0);
});

it("a port that is taken is named, in both languages", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as { port: number };
  await refuses(["serve", "--port", String(port)], `Port ${port} is in use by another program`);
  await refuses(["serve", "--port", String(port), "--lang", "es"], `El puerto ${port} lo usa otro programa`);
  other.close();
  await refuses(["serve", "--port", "0", "--host", "no.such.name.invalid", "--api-key", "k"], "cannot listen at");
});

describe.runIf(process.platform === "linux")("where nothing can be written", () => {
  const trace = ["trace", "--ids", "1", "--model", goldenPath("tiny/llama/hf"), "--out"];

  it("a full disk is told", async () => {
    await refuses([...trace, "/dev/full"], "the disk is full");
    await refuses([...trace, "/dev/full", "--lang", "es"], "el disco está lleno");
  });

  it("a forbidden or missing place is told, and what stood there before is kept", async () => {
    await refuses([...trace, "/sys/vitral.safetensors"], "cannot be written");
    await refuses([...trace, "/sys/vitral.safetensors", "--lang", "es"], "No se puede escribir");
    await refuses([...trace, at("missing", "x.safetensors")], `${at("missing")} does not exist`);
    mkdirSync(at("kept.part"));
    writeFileSync(at("kept"), "before");
    await refuses([...trace, at("kept")], "is a folder");
    expect(readFileSync(at("kept"), "utf8")).toBe("before");
    const bad = { env: { VITRAL_HOME: "/sys/vitral" } };
    await refuses(["index", at("texts", "good.md"), "--collection", "a"], "cannot be opened", bad);
  });

  it("a file of somebody else is told", async ({ skip }) => {
    const uid = process.getuid?.() === 0 ? 65_534 : process.getuid?.();
    writeFileSync(at("secret.gguf"), gguf);
    chmodSync(at("secret.gguf"), 0);
    const as = { env: { ...env, HOME: folder.path }, ...(uid === undefined ? {} : { uid }) };
    const canRun = await vitral(["--version"], as).catch(() => undefined);
    if (canRun?.code !== 0) skip("another user may not read this folder");
    await refuses(["inspect", at("secret.gguf")], "cannot be read (EACCES): check its permissions", as);
    await refuses(["inspect", at("secret.gguf"), "--lang", "es"], "revisa sus permisos", as);
  });
});
