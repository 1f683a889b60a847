/** The studio's icons: lines of 1.5 on a field of 20, drawn like lead. Always beside or under a text or a label. */
const shapes = {
  add: "M10 4v12M4 10h12",
  back: "M12 4 6 10l6 6",
  check: "m4 10.5 4 4 8-9",
  close: "m5 5 10 10M15 5 5 15",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  down: "m5 8 5 5 5-5",
  edit: "m12.5 4.5 3 3L7 16H4v-3zM11 6l3 3",
  export: "M10 3v9m-3.5-3.5L10 12l3.5-3.5M4 13v3h12v-3",
  file: "M5 3h6l4 4v10H5zM11 3v4h4",
  folder: "M3 5h5l2 2h7v9H3z",
  glass: "M4 17V9q0-4 6-6.500Q16 5 16 9v8zM10 2.500V17M4 10h12M10 17l6-7",
  language: "M3 10a7 7 0 1 0 14 0 7 7 0 1 0-14 0M3 10h14M10 3q-6 7 0 14 6-7 0-14",
  left: "M16 10H4m5-5-5 5 5 5",
  moon: "M16 12A7 7 0 0 1 8 4a6.500 6.500 0 1 0 8 8z",
  paste: "M7 4H4v13h12V4h-3M7 3h6v3H7zM7 10h6M7 13h4",
  right: "M4 10h12m-5-5 5 5-5 5",
  retry: "M15.500 7A6 6 0 1 0 16 11M16 3v4h-4",
  search: "M4 9a5 5 0 1 0 10 0A5 5 0 1 0 4 9m8.500 3.500L17 17",
  send: "M10 16V4M5 9l5-5 5 5",
  shelf: "M3 4h14v12H3zM8 4v12",
  sliders: "M3 6h7m4 0h3M3 14h3m4 0h7M12 4v4M8 12v4",
  stop: "M6 6h8v8H6z",
  sun: "M7 10a3 3 0 1 0 6 0 3 3 0 1 0-6 0M10 2v2m0 12v2m8-8h-2M4 10H2m13.700-5.700-1.400 1.400M5.700 14.300l-1.400 1.400m11.400 0-1.400-1.400M5.700 5.700 4.300 4.300",
  "step-down": "M10 4v12M5 11l5 5 5-5",
  trash: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
