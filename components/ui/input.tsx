"use client";

import { Input as BaseInput } from "@base-ui/react/input";
import { CONTROL_CLASS } from "./control-class.ts";
import { cx } from "./cx.ts";

export interface InputProps extends Omit<BaseInput.Props, "className" | "size"> {
  size?: "sm" | "md";
  className?: string;
}

export function Input({ size = "md", className, ...rest }: InputProps) {
  return (
    <BaseInput
      autoComplete="off"
      className={cx(CONTROL_CLASS, size === "sm" ? "h-7 px-2" : "h-8 px-2.5", className)}
      {...rest}
    />
  );
}
