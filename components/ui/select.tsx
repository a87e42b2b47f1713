"use client";

import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { CONTROL_CLASS } from "./control-class.ts";
import { cx } from "./cx.ts";
import { ITEM_CLASS, POPUP_CLASS } from "./popup-class.ts";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second line that helps to choose. */
  hint?: ReactNode;
  disabled?: boolean;
}

interface Props<Value extends string> {
  options: readonly SelectOption<Value>[];
  value?: Value | null;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  name?: string;
  id?: string;
  placeholder?: string;
  disabled?: boolean;
  size?: "sm" | "md";
  "aria-label"?: string;
  className?: string;
}

/** One of a few options. Inside a `Field` it is named by the field's label, elsewhere give `aria-label`. */
export function Select<Value extends string>(props: Props<Value>) {
  const { options, value, defaultValue, onValueChange, placeholder = "Choose…" } = props;
  const { size = "md", name, id, disabled, className } = props;
  return (
    <BaseSelect.Root<Value>
      items={options}
      value={value}
      defaultValue={defaultValue}
      onValueChange={(next) => next !== null && onValueChange?.(next)}
      name={name}
      id={id}
      disabled={disabled}
      modal={false}
    >
      <BaseSelect.Trigger
        aria-label={props["aria-label"]}
        className={cx(
          CONTROL_CLASS,
          "flex items-center justify-between gap-2 text-left",
          size === "sm" ? "h-7 px-2" : "h-8 px-2.5",
          className,
        )}
      >
        <BaseSelect.Value
          placeholder={placeholder}
          className="data-placeholder:text-muted truncate"
        />
        <BaseSelect.Icon className="text-muted shrink-0">
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <BaseSelect.Popup
            className={cx(
              POPUP_CLASS,
              "max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto",
            )}
          >
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled}
                  className={cx(ITEM_CLASS, "items-start pr-3")}
                >
                  <span className="mt-0.5 size-4 shrink-0">
                    <BaseSelect.ItemIndicator>
                      <Check aria-hidden className="size-4" />
                    </BaseSelect.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                    {option.hint && <span className="text-muted block text-xs">{option.hint}</span>}
                  </span>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
