"use client";

import { mergeProps } from "@base-ui/react/merge-props";
import { cloneElement, type ComponentProps, type ReactElement, type ReactNode } from "react";
import { atHand } from "./at-hand.ts";
import type { MenuItemProps } from "./menu-parts.tsx";
import { useOpener } from "./use-opener.ts";

const parts = atHand(() => import("./menu-parts.tsx"));

interface Props {
  /** A button. */
  trigger: ReactElement<ComponentProps<"button">>;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  children: ReactNode;
}

export function Menu({ trigger, side = "bottom", align = "start", children }: Props) {
  const loaded = parts.usePart();
  const { triggerProps, opening, ...opener } = useOpener("menu", parts.ask);
  return (
    <>
      {cloneElement(trigger, mergeProps<"button">(triggerProps, trigger.props))}
      {loaded && opening && (
        <loaded.MenuPopup {...opener} opening={opening} side={side} align={align}>
          {children}
        </loaded.MenuPopup>
      )}
    </>
  );
}

export function MenuItem(props: MenuItemProps) {
  const loaded = parts.usePart();
  return loaded && <loaded.Item {...props} />;
}

export function MenuSeparator() {
  const loaded = parts.usePart();
  return loaded && <loaded.Separator />;
}
