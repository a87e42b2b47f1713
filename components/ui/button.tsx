"use client";

import { Button as BaseButton } from "@base-ui/react/button";
import type { ReactNode } from "react";
import { buttonClass, type ButtonSize, type ButtonVariant } from "./button-class.ts";
import { SpinnerIcon } from "./spinner.tsx";

export interface ButtonProps extends Omit<BaseButton.Props, "className" | "render"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** The action is under way: the button is disabled, keeps the focus and its words, and shows that it works. */
  pending?: boolean;
  className?: string;
}

export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    size = "md",
    icon,
    pending = false,
    disabled = false,
    className,
    children,
    type = "button",
    ...rest
  } = props;
  return (
    <BaseButton
      type={type}
      disabled={disabled || pending}
      focusableWhenDisabled={pending}
      aria-busy={pending || undefined}
      className={buttonClass(variant, size, className)}
      {...rest}
    >
      {pending ? <SpinnerIcon /> : icon}
      {children}
    </BaseButton>
  );
}
