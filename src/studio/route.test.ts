import { expect, it } from "vitest";
import { readRoute, writeRoute } from "#studio/route.tsx";

it("reads from an address what it wrote there", () => {
  const route = { collection: "Mis textos & más", document: "7", at: "120-180", turn: "3", token: "5", leaf: "token" };
  expect(readRoute(writeRoute(route))).toEqual(route);
});

it("leaves an empty address empty, and passes over what it does not know", () => {
  expect(writeRoute({})).toBe("");
  expect(readRoute("?evil=1&turn=")).toEqual({});
});
