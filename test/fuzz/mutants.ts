import { at } from "#base/assert.ts";
import type { Random } from "#base/random.ts";

/** How many mutants of each kind a run tries: few in `npm test`, many in `npm run fuzz`. */
export const mutants = Number(process.env["VITRAL_MUTANTS"] ?? 400);

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, list: readonly T[]): T => at(list, below(random, list.length));

/** Numbers that lengths, counts and offsets break at. */
const extremes = [0n, 1n, 0x7fffffffn, 0xffffffffn, 1n << 32n, (1n << 53n) + 1n, (1n << 63n) - 1n, (1n << 64n) - 1n];

/**
 * A damaged copy of a file: bytes flipped, cut off, doubled, left out, or an extreme number written over some.
 * @param head how much of the file's start most damage falls on: the header
 */
export function damaged(original: Uint8Array, head: number, random: Random): Uint8Array {
  const place = (): number => below(random, random() < 0.9 ? Math.min(head, original.length) : original.length);
  const bytes = original.slice();
  const from = place();
  switch (below(random, 6)) {
    case 0:
      return bytes.subarray(0, from);
    case 1:
      for (let i = below(random, 8); i >= 0; i--) bytes[place()] = below(random, 256);
      return bytes;
    case 2: {
      bytes[from] = at(bytes, from) ^ (1 << below(random, 8));
      return bytes;
    }
    case 3: {
      const width = pick(random, [1, 2, 4, 8]);
      const value = random() < 0.7 ? pick(random, extremes) : BigInt(below(random, 1 << 20));
      for (let i = 0; i < width && from + i < bytes.length; i++)
        bytes[from + i] = Number((value >> BigInt(8 * i)) & 255n);
      return bytes;
    }
    case 4:
      bytes.copyWithin(place(), from, from + below(random, 64));
      return bytes;
    default: {
      const out = new Uint8Array(bytes.length - Math.min(bytes.length - from, below(random, 32)));
      out.set(bytes.subarray(0, from));
      out.set(bytes.subarray(bytes.length - (out.length - from)), from);
      return out;
    }
  }
}

const strange: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  "",
  "x",
  "../../etc/passwd",
  "\u001b[2J",
  "constructor",
  [],
  {},
  [null],
  { rope_type: "dynamic" },
  [[[[]]]],
];

/** A JSON value with one to three of its values replaced, left out or doubled. */
export function changed(original: unknown, random: Random): unknown {
  const json = structuredClone(original);
  for (let i = below(random, 3); i >= 0; i--) changeOne(json, random);
  return json;
}

function changeOne(json: unknown, random: Random): void {
  let place = json as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(place);
    if (keys.length === 0) return;
    const key = pick(random, keys);
    const value = place[key];
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0 && random() < 0.8) {
      place = value as Record<string, unknown>;
      continue;
    }
    const how = random();
    if (how < 0.15) delete place[key];
    else if (how < 0.3) place[pick(random, ["__proto__x", "toString", pick(random, keys)])] = structuredClone(value);
    else if (how < 0.5 && typeof value === "number") place[key] = value * pick(random, [-1, 2, 0.5, 1e9]);
    else place[key] = structuredClone(pick(random, strange));
    return;
  }
}
