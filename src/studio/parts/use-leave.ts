import { type RefObject, useEffect, useRef } from "react";

/**
 * Closes what lies over the stage, while it does: on Escape, wherever the focus is, and on a press outside. A field that
 * has an Escape of its own says so with `data-escape`; what may be pressed without closing, with `data-stay`.
 */
export function useLeave(place: RefObject<HTMLElement | null>, isOpen: boolean, close: () => void): void {
  const leave = useRef(close);
  leave.current = close;
  useEffect(() => {
    if (!isOpen) return;
    const press = (event: KeyboardEvent) => {
      const isElsewhere = document.querySelector("dialog[open]") || (event.target as Element).matches("[data-escape]");
      if (event.key !== "Escape" || isElsewhere) return;
      event.stopPropagation(); // one press closes one thing
      leave.current();
    };
    const point = ({ target }: Event) => {
      if (target instanceof Element && !place.current?.contains(target) && !target.closest("[data-stay], dialog"))
        leave.current();
    };
    addEventListener("keydown", press, true);
    addEventListener("pointerdown", point);
    return () => {
      removeEventListener("keydown", press, true);
      removeEventListener("pointerdown", point);
    };
  }, [place, isOpen]);
}
