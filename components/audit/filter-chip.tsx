"use client";

import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown, X } from "lucide-react";
import { CONTROL_CLASS } from "../ui/control-class.ts";
import { cx } from "../ui/cx.ts";
import { ITEM_CLASS, POPUP_CLASS } from "../ui/popup-class.ts";

interface ChipOption {
  value: string;
  label: string;
  hint?: string;
}

export const CHIP_CLASS =
  "inline-flex h-7 max-w-72 items-center gap-1.5 rounded-md border px-2 text-xs font-medium whitespace-nowrap select-none [&_svg]:size-3.5 [&_svg]:shrink-0";
export const CHIP_OFF = "border-line bg-surface text-muted hover:bg-hover hover:text-fg";
export const CHIP_ON = "border-transparent bg-accent-soft text-accent";

/** A filter by one of several values: a search among them opens below; a chosen one stands on the chip, with a way to leave it. */
export function FilterChip({
  name,
  options,
  value,
  onChange,
}: {
  /** For instance `Who`. */
  name: string;
  options: readonly ChipOption[];
  value: string | undefined;
  onChange: (value: string | null) => void;
}) {
  const chosen = value
    ? (options.find((option) => option.value === value) ?? { value, label: value })
    : null;
  return (
    <div className="inline-flex items-center">
      <Combobox.Root
        items={options}
        value={chosen}
        itemToStringLabel={(option: ChipOption) => option.label}
        isItemEqualToValue={(a: ChipOption, b: ChipOption) => a.value === b.value}
        onValueChange={(next: ChipOption | null) => next && onChange(next.value)}
      >
        <Combobox.Trigger
          aria-label={chosen ? `${name}: ${chosen.label}` : name}
          className={cx(CHIP_CLASS, chosen ? cx(CHIP_ON, "rounded-r-none pr-1") : CHIP_OFF)}
        >
          <span className="truncate">
            {name}
            {chosen && <span className="font-semibold">: {chosen.label}</span>}
          </span>
          {!chosen && <ChevronDown aria-hidden />}
        </Combobox.Trigger>
        <Combobox.Portal>
          <Combobox.Positioner sideOffset={4} align="start" className="z-50 outline-none">
            <Combobox.Popup className={cx(POPUP_CLASS, "w-96")} aria-label={name}>
              <Combobox.Input
                placeholder={`${name}…`}
                aria-label={`Search: ${name}`}
                className={cx(CONTROL_CLASS, "mb-1 h-7 px-2")}
              />
              <Combobox.Empty className="text-muted px-2 py-1.5 text-xs empty:hidden">
                Nothing in the record is called so.
              </Combobox.Empty>
              <Combobox.List className="max-h-72 overflow-y-auto">
                {(option: ChipOption) => (
                  <Combobox.Item key={option.value} value={option} className={ITEM_CLASS}>
                    <span className="min-w-0 flex-1 truncate">{option.label}</span>
                    {option.hint && <span className="text-muted text-xs">{option.hint}</span>}
                    <Combobox.ItemIndicator>
                      <Check aria-hidden />
                    </Combobox.ItemIndicator>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      {chosen && <Leave name={name} onLeave={() => onChange(null)} />}
    </div>
  );
}

/** The end of a chip that is on. */
export function Leave({ name, onLeave }: { name: string; onLeave: () => void }) {
  return (
    <button
      type="button"
      aria-label={`Without the filter ${name}`}
      onClick={onLeave}
      className={cx(CHIP_CLASS, CHIP_ON, "hover:bg-selected -ml-px rounded-l-none px-1.5")}
    >
      <X aria-hidden />
    </button>
  );
}
