import { useEffect, useRef } from "react";

interface Shortcuts {
  palette(): void;
  keys(): void;
  glass(): void;
}

/** Keys that work anywhere: ⌘K or Ctrl+K; and, while nobody is typing, `?`, `g`, and `/` to go to the question. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        current.current.palette();
        return;
      }
      const target = event.target as HTMLElement;
      const typing = target.closest("input, textarea, select, [contenteditable], dialog");
      if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === "?") current.current.keys();
      else if (event.key === "g") current.current.glass();
      else if (event.key === "/") document.getElementById("ask")?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
