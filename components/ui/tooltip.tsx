"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";

interface Props {
  content: ReactNode;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  /** The element it belongs to; must be focusable. Its own name says the same: a tooltip is for who sees. */
  children: ReactElement;
}

export function Tooltip({ content, keys, side = "bottom", children }: Props) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-50">
          <BaseTooltip.Popup className="bg-fg text-bg shadow-raised flex max-w-xs items-center gap-2 rounded-md px-2 py-1 text-xs">
            {content}
            {keys && <Kbd keys={keys} inverted />}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}

/** Once around the application: the second tooltip in a row comes without a delay. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <BaseTooltip.Provider delay={400}>{children}</BaseTooltip.Provider>;
}
