"use client";
import { Combobox } from "@base-ui/react/combobox";
import { ListChecks, TriangleAlert, X } from "lucide-react";
import { useRef, useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { useFormContext } from "../schema-form/form-context.tsx";
import { COLUMN_KINDS, findColumns, isPattern, kindOf } from "./column-kinds.ts";
import { columnItem, ColumnList, MOST_ROWS, type ColumnItem } from "./column-list.tsx";
import { ColumnTypeIcon } from "./column-type.tsx";
import { GoneColumn } from "./gone-column.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** More chips than this are folded away. */
const SHOWN = 12;

/** Several columns: picked one by one, by type, by a pattern, or all but some. */
export function ColumnsWidget(props: WidgetProps) {
  const { columns } = useFormContext();
  const { value, onChange, placeholder, label, disabled } = props;
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const gone = columns.length > 0 ? chosen.filter((name) => !types.has(name)) : [];
  const shown = all ? chosen : chosen.slice(0, SHOWN);

  const set = (names: readonly string[]) => {
    const next = [...new Set(names)];
    onChange(next.length === 0 ? undefined : next);
  };
  const add = (names: readonly string[]) => {
    setText("");
    set([...chosen, ...names]);
  };

  const found = findColumns(columns, text);
  const typed = text.trim().replace(/,$/, "");
  const items: ColumnItem[] = [
    ...(isPattern(typed) && found.length > 0
      ? [{ what: "matching", value: typed, names: found.map(({ name }) => name) } as const]
      : []),
    ...found.slice(0, MOST_ROWS).map(columnItem),
    ...(typed !== "" && !isPattern(typed) && !types.has(typed)
      ? [{ what: "typed", value: typed } as const]
      : []),
  ];

  return (
    <>
      <Combobox.Root
        multiple
        items={items}
        filteredItems={items}
        value={chosen.map((name) => columnItem({ name, type: types.get(name) ?? "other" }))}
        isItemEqualToValue={(a: ColumnItem, b: ColumnItem) =>
          a.what === b.what && a.value === b.value
        }
        inputValue={text}
        autoHighlight
        disabled={disabled}
        onInputValueChange={(next, { reason }) => {
          if (reason === "input-change")
            if (/[,\n]/.test(next)) add(split(next));
            else setText(next);
        }}
        onValueChange={(next: ColumnItem[], { reason }) => {
          // Escape closes the list; it takes nothing away.
          if (reason === "escape-key") return;
          setText("");
          set(next.flatMap((item) => (item.what === "matching" ? item.names : [item.value])));
        }}
      >
        <Combobox.Chips ref={field} className="pf-chips" data-invalid={props.invalid || undefined}>
          {shown.map((name) => (
            <Combobox.Chip
              key={name}
              className="pf-chip"
              data-gone={gone.includes(name) || undefined}
              aria-label={gone.includes(name) ? `${name}, does not arrive here` : name}
            >
              {gone.includes(name) ? (
                <TriangleAlert aria-hidden className="text-warn size-3.5 shrink-0" />
              ) : (
                types.has(name) && <ColumnTypeIcon type={types.get(name)!} />
              )}
              <span className="truncate">{name}</span>
              <Combobox.ChipRemove aria-label={`Remove ${name} from ${label}`}>
                <X aria-hidden className="size-3" />
              </Combobox.ChipRemove>
            </Combobox.Chip>
          ))}
          {chosen.length > SHOWN && (
            <button type="button" className="pf-chip-more" onClick={() => setAll(!all)}>
              {all ? "Show fewer" : `+${chosen.length - SHOWN} more`}
            </button>
          )}
          <Combobox.Input
            {...aria(props)}
            aria-label={label}
            className="pf-chip-input"
            placeholder={chosen.length === 0 ? placeholder : "Add…"}
            spellCheck={false}
            onBlur={() => {
              // A name that was typed and not confirmed is meant all the same, where none is known.
              if (columns.length === 0 && typed !== "") add(split(typed));
              else setText("");
            }}
          />
          {columns.length > 0 && !disabled && (
            <Quick label={label} columns={columns} chosen={chosen} set={set} />
          )}
        </Combobox.Chips>
        {(columns.length > 0 || typed !== "") && (
          <ColumnList anchor={field} total={found.length} empty="All are chosen." />
        )}
      </Combobox.Root>
      {/* Where it is a problem already, the remedy stands beside that. */}
      {(props.invalid ? [] : gone.slice(0, 3)).map((name) => (
        <GoneColumn
          key={name}
          name={name}
          columns={columns.filter((column) => !chosen.includes(column.name))}
          onUse={
            disabled
              ? undefined
              : (near) => set(chosen.map((other) => (other === name ? near : other)))
          }
        />
      ))}
    </>
  );
}

/** Many at once, by a menu. */
function Quick({
  label,
  columns,
  chosen,
  set,
}: {
  label: string;
  columns: readonly { name: string; type: string }[];
  chosen: readonly string[];
  set: (names: readonly string[]) => void;
}) {
  const names = columns.map(({ name }) => name);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="sm"
          className="-my-0.5 size-6! self-start"
          label={`Choose many for ${label}`}
          icon={<ListChecks aria-hidden />}
        />
      }
    >
      <MenuItem onClick={() => set(names)}>All {names.length} columns</MenuItem>
      {COLUMN_KINDS.map(({ kind, word, types }) => {
        const some = columns.filter(({ type }) => kindOf(type) === kind);
        return (
          <MenuItem
            key={kind}
            icon={<ColumnTypeIcon type={types[0]} />}
            disabled={some.length === 0}
            onClick={() => set([...chosen, ...some.map(({ name }) => name)])}
          >
            {word} <span className="text-muted">({some.length})</span>
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuItem
        disabled={chosen.length === 0}
        onClick={() => set(names.filter((name) => !chosen.includes(name)))}
      >
        All but those chosen
      </MenuItem>
      <MenuItem disabled={chosen.length === 0} onClick={() => set([])}>
        None
      </MenuItem>
    </Menu>
  );
}

function split(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
}
