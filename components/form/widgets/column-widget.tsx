"use client";
import { Combobox } from "@base-ui/react/combobox";
import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { CONTROL_CLASS } from "../../ui/control-class.ts";
import { cx } from "../../ui/cx.ts";
import { useFormContext } from "../schema-form/form-context.tsx";
import { findColumns } from "./column-kinds.ts";
import { columnItem, ColumnList, MOST_ROWS, type ColumnItem } from "./column-list.tsx";
import { ColumnTypeIcon } from "./column-type.tsx";
import { GoneColumn } from "./gone-column.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** One column: picked from those that arrive, or typed while none is known. */
export function ColumnWidget(props: WidgetProps) {
  const { columns } = useFormContext();
  const { value, onChange, placeholder, label, disabled } = props;
  const [typing, setTyping] = useState(false);
  const text = typeof value === "string" ? value : "";
  const known = columns.find(({ name }) => name === text);
  // The name that stands there already is no search: a list that is opened otherwise than by typing shows all of them.
  const found = known && !typing ? columns : findColumns(columns, text);
  const items = found.slice(0, MOST_ROWS).map(columnItem);
  return (
    <>
      <Combobox.Root
        items={columns.map(columnItem)}
        filteredItems={items}
        value={known ? columnItem(known) : null}
        inputValue={text}
        isItemEqualToValue={(a: ColumnItem, b: ColumnItem) => a.value === b.value}
        itemToStringLabel={(item: ColumnItem) => item.value}
        disabled={disabled}
        autoHighlight={columns.length > 0}
        onValueChange={(item: ColumnItem | null) => item && onChange(item.value)}
        onInputValueChange={(next, { reason }) => {
          if (reason !== "input-change") return;
          setTyping(true);
          onChange(next === "" ? undefined : next);
        }}
        onOpenChange={(open, { reason }) => {
          if (open && reason !== "input-change") setTyping(false);
        }}
      >
        <div className="relative">
          {known && (
            <span className="absolute top-2 left-2.5">
              <ColumnTypeIcon type={known.type} />
            </span>
          )}
          <Combobox.Input
            {...aria(props)}
            aria-label={label}
            className={cx(CONTROL_CLASS, "h-8 pr-24", known ? "pl-8" : "pl-2.5")}
            placeholder={placeholder}
            spellCheck={false}
          />
          <span className="absolute top-0 right-0 flex h-8 items-center gap-1.5 pr-1">
            {known && <span className="text-muted pointer-events-none text-xs">{known.type}</span>}
            {columns.length > 0 && (
              <Combobox.Trigger
                aria-label={`Columns for ${label}`}
                className="text-muted hover:text-fg grid size-6 place-items-center"
              >
                <ChevronsUpDown aria-hidden className="size-3.5" />
              </Combobox.Trigger>
            )}
          </span>
        </div>
        {columns.length > 0 && (
          <ColumnList total={found.length} empty={text ? `No column matches “${text}”.` : ""} />
        )}
      </Combobox.Root>
      {text !== "" && columns.length > 0 && !known && !props.invalid && (
        <GoneColumn name={text} columns={columns} onUse={disabled ? undefined : onChange} />
      )}
    </>
  );
}
