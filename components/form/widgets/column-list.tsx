"use client";
import { Combobox } from "@base-ui/react/combobox";
import { Check, CornerDownLeft, ListChecks } from "lucide-react";
import type { RefObject } from "react";
import { cx } from "../../ui/cx.ts";
import { ITEM_CLASS, POPUP_CLASS } from "../../ui/popup-class.ts";
import type { KnownColumn } from "../schema-form/form-context.tsx";
import { ColumnTypeIcon } from "./column-type.tsx";

/** A row of the list: a column, all that match what is typed, or what is typed as a name. */
export type ColumnItem =
  | { what: "column"; value: string; type: string }
  | { what: "matching"; value: string; names: string[] }
  | { what: "typed"; value: string };

export const columnItem = ({ name, type }: KnownColumn): ColumnItem => ({
  what: "column",
  value: name,
  type,
});

/** How many rows are drawn; whoever has more columns types to narrow them. */
const MOST = 200;

export { MOST as MOST_ROWS };

/** The popup of a column picker. */
export function ColumnList({
  total,
  empty,
  anchor,
}: {
  total: number;
  empty: string;
  /** What it opens below, where that is more than the text field. */
  anchor?: RefObject<HTMLElement | null>;
}) {
  return (
    <Combobox.Portal>
      <Combobox.Positioner anchor={anchor} sideOffset={4} className="z-50 outline-none">
        <Combobox.Popup
          className={cx(
            POPUP_CLASS,
            "flex max-h-[min(20rem,var(--available-height))] w-(--anchor-width) min-w-64 flex-col",
          )}
        >
          <Combobox.Empty className="text-muted px-2 py-1.5 text-xs empty:hidden">
            {empty}
          </Combobox.Empty>
          <Combobox.List className="min-h-0 flex-1 overflow-y-auto outline-none">
            {(item: ColumnItem) => (
              <Combobox.Item key={`${item.what}:${item.value}`} value={item} className={ITEM_CLASS}>
                <Row item={item} />
              </Combobox.Item>
            )}
          </Combobox.List>
          {total > MOST && (
            <p className="text-muted border-line border-t px-2 pt-1.5 pb-0.5 text-xs">
              {total.toLocaleString("en")} columns: type to narrow them.
            </p>
          )}
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}

function Row({ item }: { item: ColumnItem }) {
  if (item.what === "column")
    return (
      <>
        <ColumnTypeIcon type={item.type} />
        <span className="min-w-0 flex-1 truncate">{item.value}</span>
        <span className="text-muted text-xs">{item.type}</span>
        <span className="w-4">
          <Combobox.ItemIndicator>
            <Check aria-hidden className="text-accent" />
          </Combobox.ItemIndicator>
        </span>
      </>
    );
  return (
    <>
      {item.what === "matching" ? <ListChecks aria-hidden /> : <CornerDownLeft aria-hidden />}
      <span className="min-w-0 flex-1 truncate">
        {item.what === "matching"
          ? `Add the ${item.names.length} that match ${item.value}`
          : `Use “${item.value}”`}
      </span>
    </>
  );
}
