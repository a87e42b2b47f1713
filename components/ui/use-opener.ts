import { useState, type KeyboardEvent, type MouseEvent } from "react";

export interface Opening {
  /** What was clicked; the popup stands beside it, and gives the focus back to it. */
  anchor: HTMLElement;
  open: boolean;
  byKeys: boolean;
}

/** What Base UI says of a popup that is about to close. */
interface Change {
  reason: string;
  event: Event;
  cancel: () => void;
}

/**
 * Makes an element open a popup whose code comes later: the props for that element, and where and how it was opened. A menu opens
 * when the pointer is pressed, a dialog when it is let go.
 */
export function useOpener(kind: "menu" | "dialog", ask: () => Promise<unknown>) {
  const [opening, setOpening] = useState<Opening | null>(null);
  const open = opening?.open ?? false;

  function toggle(anchor: HTMLElement, byKeys: boolean) {
    // Some browsers do not focus a button that is clicked.
    anchor.focus();
    void ask().catch(() => undefined);
    setOpening({ anchor, byKeys, open: !open });
  }

  function close() {
    setOpening((before) => before && { ...before, open: false });
  }

  return {
    opening,
    close,
    onOpenChange: (next: boolean, change: Change) => {
      if (next) return;
      // The anchor itself says what a press on it does.
      const { target } = change.event;
      const related = change.event instanceof FocusEvent ? change.event.relatedTarget : null;
      const onAnchor = [target, related].some(
        (one) => one instanceof Node && opening?.anchor.contains(one),
      );
      if (onAnchor && (change.reason === "outside-press" || change.reason === "focus-out"))
        change.cancel();
      else close();
    },
    triggerProps: {
      "aria-haspopup": kind,
      "aria-expanded": open,
      "data-popup-open": open ? "" : undefined,
      onMouseDown(event: MouseEvent<HTMLElement>) {
        if (kind === "menu" && event.button === 0) toggle(event.currentTarget, false);
      },
      onClick(event: MouseEvent<HTMLElement>) {
        const byKeys = event.detail === 0;
        if (kind === "dialog" || byKeys) toggle(event.currentTarget, byKeys);
      },
      onKeyDown(event: KeyboardEvent<HTMLElement>) {
        if (kind !== "menu" || open || event.key !== "ArrowDown") return;
        event.preventDefault();
        toggle(event.currentTarget, true);
      },
    },
  };
}
