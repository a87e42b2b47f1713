"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import type { KeyboardEvent } from "react";
import { CONTROL_CLASS } from "../../ui/control-class.ts";
import { cx } from "../../ui/cx.ts";
import { ITEM_CLASS, POPUP_CLASS } from "../../ui/popup-class.ts";
import type { Suggestion } from "../schema-form/fields.ts";

const SUGGEST_CLASS = cx(CONTROL_CLASS, "h-8 px-2.5");

/** A text field that offers known values while one types; anything else may be typed as well. */
export function SuggestInput({
  value,
  onChange,
  onPick,
  suggestions,
  className = SUGGEST_CLASS,
  onKeyDown,
  onBlur,
  ...input
}: {
  value: string;
  onChange: (value: string) => void;
  /** Called instead of `onChange` when a suggestion is picked. */
  onPick?: (value: string) => void;
  suggestions: readonly Suggestion[];
  className?: string;
  id?: string;
  placeholder?: string;
  disabled?: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  onBlur?: () => void;
  "aria-label"?: string;
  "aria-invalid"?: true | undefined;
  "aria-describedby"?: string | undefined;
}) {
  return (
    <Autocomplete.Root
      items={suggestions}
      value={value}
      openOnInputClick={suggestions.length > 0}
      itemToStringValue={(item: Suggestion) => item.value}
      onValueChange={(next, { reason }) =>
        reason === "item-press" && onPick ? onPick(next) : onChange(next)
      }
    >
      <Autocomplete.Input
        {...input}
        className={className}
        autoComplete="off"
        spellCheck={false}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {suggestions.length > 0 && (
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
            <Autocomplete.Popup
              className={cx(POPUP_CLASS, "max-h-72 min-w-(--anchor-width) overflow-y-auto")}
            >
              <Autocomplete.List>
                {(item: Suggestion) => (
                  <Autocomplete.Item key={item.value} value={item} className={ITEM_CLASS}>
                    <span className="truncate">{item.value}</span>
                    {item.note && <span className="ml-auto pl-3 text-muted">{item.note}</span>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      )}
    </Autocomplete.Root>
  );
}
