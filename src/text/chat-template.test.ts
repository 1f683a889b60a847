import { describe, expect, it } from "vitest";
import { VitralError } from "#base/error.ts";
import { renderChat } from "#text/chat-template.ts";

const chatMl =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const messages = [{ role: "user", content: "Which is the highest mountain?" }];

describe("chat templates", () => {
  it("renders ChatML as its model was trained", () => {
    expect(renderChat(chatMl, messages)).toBe(
      "<|im_start|>system\nYou are helpful.<|im_end|>\n<|im_start|>user\nWhich is the highest mountain?<|im_end|>\n<|im_start|>assistant\n",
    );
    expect(renderChat(chatMl, messages, { addGenerationPrompt: false })).not.toContain("assistant");
  });

  it("gives templates the special tokens, and takes white space as Hugging Face does", () => {
    const template = `{{ bos_token }}
{%- for message in messages %}
    {%- if message.role == 'user' %}
        {{- '[INST] ' ~ message.content | trim ~ ' [/INST]' }}
    {%- endif %}
{%- endfor %}
{{- eos_token }}`;
    expect(renderChat(template, messages, { bosToken: "<s>", eosToken: "</s>" })).toBe(
      "<s>[INST] Which is the highest mountain? [/INST]</s>",
    );
  });

  it("tells templates the date in English", () => {
    const year = String(new Date().getFullYear());
    expect(renderChat("{{ strftime_now('%Y-%m-%d %B %%') }}", messages)).toMatch(
      new RegExp(`^${year}-\\d\\d-\\d\\d [A-Z][a-z]+ %$`),
    );
  });

  it("counts with range, forwards and backwards", () => {
    expect(renderChat("{% for i in range(3) %}{{ i }}{% endfor %}", [])).toBe("012");
    expect(renderChat("{% for i in range(5, 1, -2) %}{{ i }}{% endfor %}", [])).toBe("53");
  });

  it("says the template's own refusal", () => {
    const template = "{{ raise_exception('Roles must alternate') }}";
    expect(() => renderChat(template, messages)).toThrow(/Roles must alternate/);
  });

  it.each([
    ["that does not parse", "{% for message in %}"],
    ["without an end", "{% if true %}"],
    ["that uses what is not there", "{{ nothing(1) }}"],
    ["with a range of a thousand million", "{% for i in range(1000000000) %}x{% endfor %}"],
    ["with a range without a step", "{% for i in range(0, 5, 0) %}x{% endfor %}"],
    [
      "with loops in loops",
      "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
    ],
    [
      "that counts in loops that print",
      "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}",
    ],
    [
      "that doubles a text",
      "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
    ],
    [
      "that doubles a list",
      "{% set ns = namespace(x=[1,2]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
    ],
    ["that calls itself", "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}"],
    ["nested without end", `{{ ${"(".repeat(50_000)}1${")".repeat(50_000)} }}`],
  ])("gives a typed error for a template %s, at once", (_, template) => {
    const before = performance.now();
    let thrown: unknown;
    try {
      renderChat(template, messages);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(VitralError);
    expect((thrown as VitralError).code).toBe("tokenizer.template");
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
