"use client";

import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props extends Omit<BaseCheckbox.Root.Props, "className" | "children"> {
  label: ReactNode;
  description?: ReactNode;
  className?: string;
}

export function Checkbox({ label, description, className, ...rest }: Props) {
  return (
    <label className={cx("flex items-start gap-2 text-sm", className)}>
      <BaseCheckbox.Root
        className="border-line-strong bg-surface data-[checked]:bg-accent data-[checked]:border-accent data-[indeterminate]:bg-accent data-[disabled]:opacity-50 mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border"
        {...rest}
      >
        <BaseCheckbox.Indicator className="text-on-accent flex">
          {rest.indeterminate ? (
            <Minus aria-hidden className="size-3" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3" strokeWidth={3} />
          )}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span>
        {label}
        {description && <span className="text-muted block text-xs">{description}</span>}
      </span>
    </label>
  );
}
