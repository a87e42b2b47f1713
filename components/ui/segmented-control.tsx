"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props<Value extends string> {
  label: string;
  options: readonly { value: Value; label: ReactNode; name?: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
  className?: string;
}

/** One of two to five ways to look at the same thing; one is always on. `name` names an option that is an icon. */
export function SegmentedControl<Value extends string>(props: Props<Value>) {
  const { label, options, value, onValueChange, className } = props;
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={(next) => {
        const [chosen] = next;
        if (chosen !== undefined) onValueChange(chosen as Value);
      }}
      className={cx("border-line bg-sunken inline-flex rounded-md border p-0.5", className)}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          aria-label={option.name}
          title={option.name}
          className="text-muted hover:text-fg data-[pressed]:bg-surface data-[pressed]:text-fg data-[pressed]:shadow-card flex h-6 items-center gap-1.5 rounded-sm px-2 text-xs font-medium [&_svg]:size-3.5"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
