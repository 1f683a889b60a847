/** What a process of `bench` is asked for, and what it tells. One process holds one engine, so that memory is told apart. */
export interface BenchOrder {
  readonly path: string;
  readonly threads: number;
  readonly precision: "fast" | "exact";
  readonly tokens: number;
}

export interface BenchRun {
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  readonly firstTokenMs: number;
  /** The process's highest resident memory so far. */
  readonly peakRssBytes: number;
}

/** An engine that is loaded and ready to run. */
export interface Bench {
  /** Reads `prompt`, writes greedily as many tokens as ordered, and never stops early. */
  run(prompt: readonly number[]): Promise<Omit<BenchRun, "peakRssBytes">>;
}

export type ToRunner = { readonly open: BenchOrder } | { readonly prompt: readonly number[] };
export type FromRunner =
  | { readonly loadMs: number }
  | { readonly run: BenchRun }
  | { readonly missing: string }
  | { readonly failed: string };

/** Who can be measured. */
export const engines = ["glass", "llama.cpp"] as const;
export type BenchEngine = (typeof engines)[number];
