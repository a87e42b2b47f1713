"use client";

import { mergeProps } from "@base-ui/react/merge-props";
import { cloneElement, type ComponentProps, type ReactElement, type ReactNode } from "react";
import { atHand } from "./at-hand.ts";
import { useOpener } from "./use-opener.ts";

const parts = atHand(() => import("./popover-popup.tsx"));

interface Props {
  /** A button. */
  trigger: ReactElement<ComponentProps<"button">>;
  label: string;
  side: "top" | "bottom" | "left" | "right";
  align: "start" | "center" | "end";
  className?: string;
  children: (close: () => void) => ReactNode;
}

/** Something to read or to do beside a button, until it is closed. */
export function Popover({ trigger, children, ...popup }: Props) {
  const loaded = parts.usePart();
  const { triggerProps, opening, close, onOpenChange } = useOpener("dialog", parts.ask);
  return (
    <>
      {cloneElement(trigger, mergeProps<"button">(triggerProps, trigger.props))}
      {loaded && opening && (
        <loaded.PopoverPopup {...popup} opening={opening} onOpenChange={onOpenChange}>
          {opening.open && children(close)}
        </loaded.PopoverPopup>
      )}
    </>
  );
}
