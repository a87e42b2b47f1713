import { useLayoutEffect, useRef, type RefObject } from "react";

/**
 * Gives the focus to a field that has just been opened on the canvas: at once, so that a key typed right behind the one that opened
 * it is not taken for a shortcut; and once more in the next frame, where a menu that opened it has taken the focus back meanwhile.
 * Returns whether that is over: a blur before it is none that ends the writing.
 */
export function useFocusInPlace(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
): () => boolean {
  const settled = useRef(false);
  useLayoutEffect(() => {
    const take = () => {
      const { current } = field;
      if (!current || document.activeElement === current) return;
      current.focus({ preventScroll: true });
      if (current instanceof HTMLInputElement) current.select();
    };
    take();
    const frame = requestAnimationFrame(() => {
      settled.current = true;
      take();
    });
    return () => cancelAnimationFrame(frame);
  }, [field]);
  return () => settled.current;
}
