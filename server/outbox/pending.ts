import { and, isNull, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { outbox } from "../../db/schema/outbox.ts";
import type { Pauses } from "./pauses.ts";

/** Messages that are to be offered now. */
export function pending(pauses: Pauses): SQL | undefined {
  return and(
    isNull(outbox.deliveredAt),
    isNull(outbox.refused),
    noneOf(outbox.id, pauses.messages()),
  );
}

export function noneOf(column: PgColumn, values: string[]): SQL | undefined {
  if (values.length === 0) return undefined;
  return sql`${column} not in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
}
