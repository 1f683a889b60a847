import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goldenPath } from "../read-goldens.ts";
import { json, vitral } from "./vitral.ts";

interface Answer {
  text: string;
  ids: number[];
  finishReason: string;
  usage: { promptTokens: number; completionTokens: number };
  timings: { loadMs: number; prefillTokensPerSecond: number; decodeTokensPerSecond: number };
  logprobs?: { id: number; logprob: number; top: { logprob: number }[] }[];
}

const [golden] = JSON.parse(readFileSync(goldenPath("real/smollm2.json"), "utf8")).prompts as {
  prompt: string;
  ids: number[];
  greedy_ids: number[];
}[];

describe("generate", () => {
  it("continues exactly as the reference does, from text as from ids", async () => {
    const options = ["--max-tokens", "6", "--precision", "exact", "--threads", "2"];
    const fromText = await json<Answer>(["generate", "--prompt", golden!.prompt, ...options]);
    expect(fromText.ids).toEqual(golden!.greedy_ids.slice(0, 6));
    expect(fromText.finishReason).toBe("length");
    expect(fromText.usage).toEqual({ promptTokens: golden!.ids.length, completionTokens: 6 });
    for (const value of Object.values(fromText.timings)) expect(value).toBeGreaterThanOrEqual(0);
    expect(fromText.timings.loadMs).toBeGreaterThan(0);
    const fromIds = await json<Answer>(["generate", "--ids", golden!.ids.join(","), ...options]);
    expect(fromIds.ids).toEqual(fromText.ids);
  });

  it("reports alternatives, stops where it is told, and repeats with its seed", async () => {
    const base = ["generate", "--prompt", "One, two, three,", "--max-tokens", "12", "--threads", "2"];
    const sampled = [...base, "--temperature", "1.2", "--seed", "7", "--logprobs", "3"];
    const [first, second] = [await json<Answer>(sampled), await json<Answer>(sampled)];
    expect(second.ids).toEqual(first.ids);
    expect(first.logprobs).toHaveLength(first.ids.length);
    for (const { logprob, top } of first.logprobs!) {
      expect(logprob).toBeLessThanOrEqual(0);
      expect(top).toHaveLength(3);
      expect(top[0]!.logprob).toBeGreaterThanOrEqual(logprob);
    }
    const stopped = await json<Answer>([...base, "--stop", ","]);
    expect(stopped.text).not.toContain(",");
    expect(stopped.finishReason).toBe("stop");
  });

  it("keeps what was written when it is interrupted, and ends with 130", async () => {
    const args = ["generate", "--prompt", "Once upon a time", "--max-tokens", "4000"];
    const { code, stdout, stderr } = await vitral(args, {
      onOutput: (text, stop) => text.length > 20 && stop("SIGINT"),
    });
    expect(code).toBe(130);
    expect(stdout.length).toBeGreaterThan(20);
    expect(stderr).toBe("");
  });

  it("says what does not fit, and what cannot speak", async () => {
    const long = await vitral(["generate", "--ids", Array(9000).fill(1).join(",")]);
    expect(long.code).toBe(1);
    expect(long.stderr).toContain("8,192");
    const embedder = await vitral(["generate", "--prompt", "a", "--model", "multilingual-e5-small"]);
    expect(embedder.code).toBe(1);
    expect(embedder.stderr).toContain("is an embedder");
  });
});

describe("chat", () => {
  it("applies the model's own template", async () => {
    const message = [
      "chat",
      "--message",
      "What is the capital of France?",
      "--precision",
      "exact",
      "--max-tokens",
      "8",
    ];
    const answer = await json<Answer>(message);
    expect(answer.usage.promptTokens).toBe(golden!.ids.length);
    expect(answer.text).toContain("Paris");
  });

  it("goes on line by line, and remembers", async () => {
    const { code, stdout } = await vitral(["chat", "--max-tokens", "12"], { input: "Say hello.\n\nAnd again.\n" });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").length).toBeGreaterThanOrEqual(2);
  });
});
