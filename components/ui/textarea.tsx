"use client";

import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { CONTROL_CLASS } from "./control-class.ts";
import { cx } from "./cx.ts";

interface Props extends Omit<ComponentProps<"textarea">, "className" | "defaultValue" | "value"> {
  value?: string;
  defaultValue?: string;
  /** Fixed-width letters, for text that is code. */
  mono?: boolean;
  className?: string;
}

export function Textarea({
  mono = false,
  className,
  rows = 3,
  value,
  defaultValue,
  ...rest
}: Props) {
  return (
    <Field.Control
      value={value}
      defaultValue={defaultValue}
      render={<textarea rows={rows} {...rest} />}
      className={cx(CONTROL_CLASS, "block px-2.5 py-1.5", mono && "font-mono text-xs", className)}
    />
  );
}
