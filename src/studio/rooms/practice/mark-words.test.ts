import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import Markdown from "react-markdown";
import { expect, it } from "vitest";
import { markWords } from "#studio/rooms/practice/mark-words.ts";
import { placeTokens } from "#studio/rooms/practice/read-answer.ts";

function render(tokens: readonly string[]): string {
  const text = tokens.join("");
  const places = placeTokens(
    tokens.map((each) => ({ text: each })),
    text,
  );
  return renderToStaticMarkup(createElement(Markdown, { rehypePlugins: [markWords(text, places)] }, text));
}

it("wraps every word in its token", () => {
  expect(render(["The", " Nile"])).toBe('<p><span data-token="0">The</span><span data-token="1"> Nile</span></p>');
});

it("keeps Markdown's own marks out of the words", () => {
  expect(render(["a ", "**", "b", "**"])).toBe(
    '<p><span data-token="0">a </span><strong><span data-token="2">b</span></strong></p>',
  );
});

it("lets a citation win over the tokens that spell it", () => {
  expect(render(["Nile", " [", "1", "]", "."])).toBe(
    '<p><span data-token="0">Nile</span> <span data-citation="1">[1]</span><span data-token="4">.</span></p>',
  );
});

it("leaves HTML that a model writes as text", () => {
  const html = render(["<img", " src=x", " onerror=alert(1)>"]);
  expect(html).not.toContain("<img");
});
