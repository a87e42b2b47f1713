"use client";

import { Button as BaseButton } from "@base-ui/react/button";
import type { ReactNode } from "react";
import type { ButtonSize } from "./button-class.ts";
import { cx } from "./cx.ts";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<BaseButton.Props, "className" | "children"> {
  /** What it does, in words: its name for screen readers and its tooltip. */
  label: string;
  icon: ReactNode;
  size?: ButtonSize;
  /** The keys that do the same, for the tooltip. */
  keys?: string;
  className?: string;
}

export function IconButton(props: IconButtonProps) {
  const { label, icon, size = "md", keys, className, type = "button", ...rest } = props;
  return (
    <Tooltip content={label} keys={keys}>
      <BaseButton
        type={type}
        aria-label={label}
        className={cx(
          "text-muted hover:bg-hover hover:text-fg inline-flex shrink-0 items-center justify-center rounded-md [&_svg]:size-4",
          "data-[disabled]:pointer-events-none data-[disabled]:opacity-50 data-[popup-open]:bg-hover aria-pressed:bg-selected aria-pressed:text-accent",
          size === "sm" ? "size-7" : "size-8",
          className,
        )}
        {...rest}
      >
        {icon}
      </BaseButton>
    </Tooltip>
  );
}
