import { VitralError } from "#base/error.ts";
import type { Tensor } from "#numeric/tensor.ts";
import { engineNames, shortName } from "#probe/names.ts";
import { fits, type Probe, probe, type Reader } from "#probe/probe.ts";

/** A copy of an intermediate value. */
export interface Captured {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A window that keeps what it is asked for. */
export interface Capture {
  readonly probe: Probe;
  /** What was seen, by the contract's names: `hidden.3`, `attn.0`, `blocks.0.mlp.post`. */
  readonly values: ReadonlyMap<string, Captured>;
  /** @throws VitralError `probe.unknown` if a name fitted nothing in the pass */
  check(): void;
}

/** What a family may lack without the question being wrong: BERT has no logits. */
const groups = ["logits", "hidden", "attn", "final_norm", "*"];

/**
 * Copies every value whose name fits one of `names`: `logits`, `hidden`, `attn`, `final_norm`, a probe's name with `*`
 * for one part, or `*` alone for all.
 * @param read the backend's
 */
export function capture(names: readonly string[], read: (value: Tensor) => Float32Array): Capture {
  const values = new Map<string, Captured>();
  const offered = new Set<string>();
  const keep: Reader = (value, name) => {
    values.set(shortName(name), { shape: value.shape, values: read(value).slice() });
    return undefined;
  };
  const readers = Object.fromEntries(names.flatMap(engineNames).map((pattern) => [pattern, keep]));
  return {
    probe: noting(probe(readers), "", offered),
    values,
    check() {
      for (const name of names) {
        if (groups.includes(name)) continue;
        if (engineNames(name).some((pattern) => [...offered].some((other) => fits(pattern).test(other)))) continue;
        const known = [...new Set([...offered].map((other) => other.replace(/^blocks\.\d+/, "blocks.*")))].join(", ");
        throw new VitralError("probe.unknown", { name, known });
      }
    },
  };
}

/** The same window, which notes every name that it is offered. */
const noting = (inner: Probe, prefix: string, offered: Set<string>): Probe => ({
  wants(name) {
    offered.add(prefix + name);
    return inner.wants(name);
  },
  tap(name, value) {
    offered.add(prefix + name);
    return inner.tap(name, value);
  },
  at: (part) => noting(inner.at(part), `${prefix}${part}.`, offered),
});
