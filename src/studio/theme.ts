import { useEffect } from "react";
import { useKept } from "#studio/kept.ts";

export type Theme = "system" | "light" | "dark";

/** The theme in use, kept. `system` follows the machine's setting. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useKept<Theme>("theme", "system");
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return [theme, setTheme];
}

/** What a press of the theme button gives: first the opposite of what is seen. */
export function nextTheme(theme: Theme): Theme {
  if (theme !== "system") return theme === "light" ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark";
}
