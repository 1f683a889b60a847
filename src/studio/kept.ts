import { useCallback, useState } from "react";

/** What the reader chose earlier in this browser; `fallback` when nothing is kept or storage is closed to us. */
export function readKept<T>(name: string, fallback: T): T {
  try {
    const kept = localStorage.getItem(`vitral.${name}`);
    return kept === null ? fallback : (JSON.parse(kept) as T);
  } catch {
    return fallback;
  }
}

export function writeKept(name: string, value: unknown): void {
  try {
    localStorage.setItem(`vitral.${name}`, JSON.stringify(value));
  } catch {
    // Storage may be closed to us or full: the choice then lasts as long as the page.
  }
}

/** `useState` that outlives the page. */
export function useKept<T>(name: string, fallback: T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => readKept(name, fallback));
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      writeKept(name, next);
    },
    [name],
  );
  return [value, keep];
}
