"use client";

import { mergeProps } from "@base-ui/react/merge-props";
import {
  cloneElement,
  useEffect,
  useState,
  type ComponentProps,
  type PointerEventHandler,
  type ReactElement,
  type ReactNode,
} from "react";
import { atHand } from "./at-hand.ts";
import { createHover } from "./hover.ts";

const parts = atHand(() => import("./tooltip-popup.tsx"));

interface Props {
  content: ReactNode;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  /** The element it belongs to; must be focusable. Its own name says the same: a tooltip is for who sees. */
  children: ReactElement<ComponentProps<"button">>;
}

export function Tooltip({ children, ...said }: Props) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const [hover] = useState(() => createHover(setAnchor));
  useEffect(() => hover.stop, [hover]);
  return (
    <>
      {cloneElement(children, mergeProps<"button">(hover.triggerProps, children.props))}
      {anchor && (
        <Shown {...said} anchor={anchor} popupProps={hover.popupProps} onClose={hover.hide} />
      )}
    </>
  );
}

export interface ShownProps extends Omit<Props, "children"> {
  anchor: Element;
  popupProps: Record<"onPointerEnter" | "onPointerLeave", PointerEventHandler>;
  onClose: () => void;
}

function Shown(props: ShownProps) {
  const loaded = parts.usePart();
  return loaded && <loaded.TooltipPopup {...props} />;
}
