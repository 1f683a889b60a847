/** Corners of a polygon, as SVG writes them: "x,y x,y …". */
type Corners = string;

/** A pane of the window: its outline, the two facets it is cut into, and where its number stands. */
export interface PaneShape {
  readonly outline: Corners;
  readonly facets: readonly [Corners, Corners];
  readonly centre: readonly [x: number, y: number];
}

type Point = readonly [along: number, across: number];

/** How far each joint between panes leans, as a share of the window's width: what keeps the lead from being a ladder. */
const lean = [0, 0.11, -0.09, 0.12, -0.13, 0.08, -0.07, 0.13, -0.11, 0.09, -0.1, 0.12, -0.08, 0];

/**
 * Cuts a window of `length` × `width` into `n` panes, one after another along its length, with leaning joints.
 * Each pane is cut once more from corner to corner, in turn one way and the other.
 *
 * @param upright  true: the length runs down; false: it runs to the right (the bar of a phone)
 */
export function cutWindow(n: number, length: number, width: number, upright: boolean): readonly PaneShape[] {
  const draw = (points: readonly Point[]): Corners =>
    points
      .map(([along, across]) => (upright ? [across, along] : [along, across]).map((v) => v.toFixed(1)).join())
      .join(" ");
  const joint = (i: number): readonly [Point, Point] => {
    const [along, tilt] = [(i / n) * length, (lean[i % lean.length] ?? 0) * width * (i === n ? 0 : 1)];
    return [
      [along - tilt, 0],
      [along + tilt, width],
    ];
  };
  return Array.from({ length: n }, (_, i) => {
    const [a, b] = joint(i);
    const [d, c] = joint(i + 1);
    const along = ((i + 0.5) / n) * length;
    return {
      outline: draw([a, b, c, d]),
      facets: i % 2 === 0 ? [draw([a, b, d]), draw([b, c, d])] : [draw([a, b, c]), draw([a, c, d])],
      centre: upright ? [width / 2, along] : [along, width / 2],
    };
  });
}

/** The outline of the whole window: a pointed arch above when upright, square otherwise. */
export function windowFrame(length: number, width: number, upright: boolean): string {
  if (!upright) return `M0 0H${length}V${width}H0Z`;
  const spring = width * 0.72; // height at which the arch begins
  return `M0 ${length}V${spring}Q0 ${width * 0.2} ${width / 2} 0Q${width} ${width * 0.2} ${width} ${spring}V${length}Z`;
}
