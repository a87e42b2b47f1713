"use client";

import { Switch as BaseSwitch } from "@base-ui/react/switch";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props extends Omit<BaseSwitch.Root.Props, "className" | "children"> {
  label: ReactNode;
  className?: string;
}

/** For what takes effect at once; in a form that is saved later, use a checkbox. */
export function Switch({ label, className, ...rest }: Props) {
  return (
    <label className={cx("flex items-center gap-2 text-sm", className)}>
      <BaseSwitch.Root
        className="border-line-strong bg-sunken data-[checked]:bg-accent data-[checked]:border-accent data-[disabled]:opacity-50 flex h-4.5 w-8 shrink-0 items-center rounded-full border p-px"
        {...rest}
      >
        <BaseSwitch.Thumb className="bg-line-strong data-[checked]:bg-on-accent size-3.5 rounded-full transition-transform data-[checked]:translate-x-3.5" />
      </BaseSwitch.Root>
      {label}
    </label>
  );
}
