import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

interface TableProps {
  /** What the table holds, for who cannot see the heading above it. */
  caption: string;
  className?: string;
  children: ReactNode;
}

/** A dense table; wrap it in a `Card flush`, which scrolls sideways. Use `Th`, `Td` and plain `tr` inside. */
export function Table({ caption, className, children }: TableProps) {
  return (
    <table className={cx("w-full border-collapse text-sm", className)}>
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  );
}

interface CellProps {
  /** Figures: right-aligned, digits of one width. */
  numeric?: boolean;
}

export function Th({
  numeric,
  className,
  scope = "col",
  ...rest
}: ComponentProps<"th"> & CellProps) {
  return (
    <th
      scope={scope}
      className={cx(
        "text-muted border-line h-8 border-b px-4 text-xs font-medium whitespace-nowrap",
        numeric ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    />
  );
}

/** The head of the last column, where a row's buttons stand: as narrow as they are, named for who cannot see them. */
export function ActionsTh() {
  return (
    <Th className="w-0">
      <span className="sr-only">Actions</span>
    </Th>
  );
}

export function Td({ numeric, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return (
    <td
      className={cx(
        "border-line h-9 border-b px-4 py-1 align-middle [tr:last-child>&]:border-b-0",
        numeric && "text-right tabular-nums",
        className,
      )}
      {...rest}
    />
  );
}
