import { CalendarDays, CircleHelp, Hash, ToggleLeft, Type, type LucideIcon } from "lucide-react";
import { kindOf, type ColumnKind } from "./column-kinds.ts";

const ICONS: Record<ColumnKind, LucideIcon> = {
  numeric: Hash,
  text: Type,
  time: CalendarDays,
  boolean: ToggleLeft,
  other: CircleHelp,
};

/** The sign of a column's type; the word stands beside it. */
export function ColumnTypeIcon({ type }: { type: string }) {
  const Icon = ICONS[kindOf(type)];
  return <Icon aria-hidden className="text-muted size-3.5! shrink-0" />;
}
