"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Kbd } from "./kbd.tsx";
import { ITEM_CLASS, POPUP_CLASS } from "./popup-class.ts";
import type { Opening, useOpener } from "./use-opener.ts";

interface PopupProps extends Pick<ReturnType<typeof useOpener>, "close" | "onOpenChange"> {
  opening: Opening;
  side: "top" | "bottom" | "left" | "right";
  align: "start" | "center" | "end";
  children: ReactNode;
}

/** A menu beside the button that opened it. */
export function MenuPopup({ opening, close, onOpenChange, side, align, children }: PopupProps) {
  const { anchor, open, byKeys } = opening;

  function onFocus(event: FocusEvent<HTMLElement>) {
    if (!byKeys || event.target !== event.currentTarget) return;
    event.currentTarget
      .querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])')
      ?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Tab") return;
    // The key then leads on from there.
    anchor.focus();
    close();
  }

  return (
    <BaseMenu.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <BaseMenu.Portal>
        <BaseMenu.Positioner
          anchor={anchor}
          side={side}
          align={align}
          sideOffset={4}
          className="z-50"
        >
          <BaseMenu.Popup
            aria-label={anchor.getAttribute("aria-label") ?? anchor.textContent}
            className={cx(POPUP_CLASS, "min-w-44")}
            onFocus={onFocus}
            onKeyDown={onKeyDown}
          >
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onClick?: () => void;
  children: ReactNode;
}

export function Item({ icon, keys, danger, disabled, onClick, children }: MenuItemProps) {
  return (
    <BaseMenu.Item
      disabled={disabled}
      onClick={onClick}
      className={cx(ITEM_CLASS, danger && "text-danger")}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {keys && <Kbd keys={keys} />}
    </BaseMenu.Item>
  );
}

export function Separator() {
  return <BaseMenu.Separator className="bg-line mx-1 my-1 h-px" />;
}
