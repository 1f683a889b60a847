import { type RefObject, useLayoutEffect, useState } from "react";

/** The size of an element in CSS pixels, kept up to date; [0, 0] before it is laid out. */
export function useSize(element: RefObject<HTMLElement | null>): readonly [width: number, height: number] {
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const measure = () => setSize([watched.clientWidth, watched.clientHeight]);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
