"use client";

import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { POPUP_CLASS } from "./popup-class.ts";
import type { Opening, useOpener } from "./use-opener.ts";

interface Props extends Pick<ReturnType<typeof useOpener>, "onOpenChange"> {
  opening: Opening;
  label: string;
  side: "top" | "bottom" | "left" | "right";
  align: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
}

/** What a popover holds, beside the button that opened it. */
export function PopoverPopup(props: Props) {
  const { opening, onOpenChange, label, side, align, className, children } = props;
  return (
    <BasePopover.Root open={opening.open} onOpenChange={onOpenChange}>
      <BasePopover.Portal>
        <BasePopover.Positioner
          anchor={opening.anchor}
          side={side}
          align={align}
          sideOffset={8}
          className="z-50"
        >
          <BasePopover.Popup aria-label={label} className={cx(POPUP_CLASS, className)}>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
