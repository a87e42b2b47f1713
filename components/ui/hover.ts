import type { FocusEvent, PointerEvent } from "react";

const DELAY_MS = 400;
/** For the pointer's way from the element to what is said of it. */
const LEAVE_MS = 100;
/** The one that is shown, and when one last was: the second in a row comes without a delay, in place of the first. */
let hideShown: (() => void) | null = null;
let hiddenAt = -DELAY_MS;

/** When a tooltip is shown beside an element and when it is taken away: handlers for the element, and for the tooltip. */
export function createHover(show: (anchor: Element | null) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function hideNow(): void {
    clearTimeout(timer);
    if (hideShown !== hideNow) return;
    hideShown = null;
    hiddenAt = performance.now();
    show(null);
  }

  function showNow(anchor: Element): void {
    if (hideShown !== hideNow) hideShown?.();
    hideShown = hideNow;
    show(anchor);
  }

  function after(delay: number, anchor: Element | null): void {
    clearTimeout(timer);
    timer = setTimeout(() => (anchor ? showNow(anchor) : hideNow()), delay);
  }
  const hide = () => after(0, null);
  const leave = () => after(LEAVE_MS, null);
  const stay = () => clearTimeout(timer);

  return {
    triggerProps: {
      onPointerEnter({ pointerType, currentTarget }: PointerEvent) {
        if (pointerType === "touch") return;
        const again = hideShown !== null || performance.now() - hiddenAt < DELAY_MS;
        after(again ? 0 : DELAY_MS, currentTarget);
      },
      onPointerLeave: leave,
      onPointerDown: hide,
      onClick: hide,
      onFocus({ currentTarget }: FocusEvent) {
        if (currentTarget.matches(":focus-visible")) after(0, currentTarget);
      },
      onBlur: hide,
    },
    popupProps: { onPointerEnter: stay, onPointerLeave: leave },
    hide,
    stop: hideNow,
  };
}
