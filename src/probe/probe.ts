import type { Tensor } from "#numeric/tensor.ts";

/** Sees an intermediate value; what it returns, if anything, takes that value's place. */
export type Reader = (value: Tensor, name: string) => Tensor | undefined;

/**
 * A window in the engine's wall. The forward pass hands every named intermediate through one, and goes on with what
 * comes back. Kernels that fuse steps ask `wants` first, so that a value costs only when somebody looks at it.
 */
export interface Probe {
  wants(name: string): boolean;
  tap(name: string, value: Tensor): Tensor;
  /** The same window one step further in: `probe.at("blocks").at(3)` taps `blocks.3.…`. */
  at(part: string | number): Probe;
}

/** The window that nobody looks through: every value comes straight back. */
export const blind: Probe = { wants: () => false, tap: (_name, value) => value, at: () => blind };

/** What fits a pattern; `*` stands for one part of a name. */
export const fits = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[\\^$+?.()|[\]{}]/g, "\\$&").replaceAll("*", "[^.]+")}$`);

/** A window that shows `readers[pattern]` every value whose name fits; `*` stands for one part of a name. */
export function probe(readers: Readonly<Record<string, Reader>>): Probe {
  const rules = Object.entries(readers).map(([pattern, reader]) => ({
    fits: fits(pattern),
    reader,
  }));
  return open("");

  function open(prefix: string): Probe {
    const inner = new Map<string | number, Probe>(); // names recur with every token, so each is matched once
    const known = new Map<string, Reader | undefined>();
    const find = (name: string): Reader | undefined => {
      if (!known.has(name)) known.set(name, rules.find(({ fits }) => fits.test(prefix + name))?.reader);
      return known.get(name);
    };
    return {
      wants: (name) => find(name) !== undefined,
      tap: (name, value) => find(name)?.(value, prefix + name) ?? value,
      at(part) {
        const next = inner.get(part) ?? open(`${prefix}${part}.`);
        inner.set(part, next);
        return next;
      },
    };
  }
}
