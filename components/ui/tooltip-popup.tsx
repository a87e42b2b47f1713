"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { Kbd } from "./kbd.tsx";
import type { ShownProps } from "./tooltip.tsx";

/** What a tooltip says, beside its element. */
export function TooltipPopup(props: ShownProps) {
  const { anchor, content, keys, side = "bottom", popupProps, onClose } = props;
  return (
    <BaseTooltip.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner anchor={anchor} side={side} sideOffset={6} className="z-50">
          <BaseTooltip.Popup
            {...popupProps}
            className="bg-fg text-bg shadow-raised flex max-w-xs items-center gap-2 rounded-md px-2 py-1 text-xs"
          >
            {content}
            {keys && <Kbd keys={keys} inverted />}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
