import { expect, it } from "vitest";
import { cutWindow } from "#studio/frame/window-geometry.ts";

const corners = (points: string) => points.split(" ").map((point) => point.split(",").map(Number) as [number, number]);

/** Shoelace formula. */
function area(points: string): number {
  const all = corners(points);
  return Math.abs(
    all.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = all[(i + 1) % all.length]!;
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );
}

it.each([true, false])("cuts the whole window into panes that leave no gap (upright: %s)", (upright) => {
  const panes = cutWindow(13, 780, 52, upright);
  expect(panes.reduce((sum, { outline }) => sum + area(outline), 0)).toBeCloseTo(780 * 52, -2);
  for (const { outline, facets } of panes) expect(area(facets[0]) + area(facets[1])).toBeCloseTo(area(outline), 0);
});
