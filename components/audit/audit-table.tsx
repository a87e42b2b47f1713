"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import type { AppRouter } from "../../server/router.ts";
import { cx } from "../ui/cx.ts";
import { absoluteTime } from "../ui/relative-time.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { ActionBadge } from "./action-badge.tsx";
import { summary } from "./changes.ts";
import { EntryDetail } from "./entry-detail.tsx";
import { plain, viaWords } from "./words.ts";

export type AuditEntry = inferRouterOutputs<AppRouter>["audit"]["list"]["items"][number];

const COLUMNS = 6;

/** Entries, newest first, a heading for each day; each opens to all that it holds. */
export function AuditTable({ items }: { items: readonly AuditEntry[] }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <Table caption="Audit record, newest first" className="table-fixed">
      <colgroup>
        <col className="w-20 max-xl:w-16" />
        <col className="w-22" />
        <col className="w-52 max-xl:w-36" />
        <col className="w-72 max-xl:w-48" />
        <col />
        <col className="w-12" />
      </colgroup>
      <thead>
        <tr>
          <Th numeric>Entry</Th>
          <Th>At</Th>
          <Th>Who</Th>
          <Th>Did</Th>
          <Th>Why, and what changed</Th>
          <Th>
            <span className="sr-only">All of it</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((entry, index) => {
          const day = dayOf(entry.at);
          return (
            <Fragment key={entry.id}>
              {(index === 0 || dayOf(items[index - 1]!.at) !== day) && <Day name={day} />}
              <Row entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} />
            </Fragment>
          );
        })}
      </tbody>
    </Table>
  );
}

function Day({ name }: { name: string }) {
  return (
    <tr>
      <th
        scope="rowgroup"
        colSpan={COLUMNS}
        className="bg-sunken border-line text-muted h-7 border-b px-4 text-left text-xs font-medium"
      >
        {name}
      </th>
    </tr>
  );
}

function Row({
  entry,
  open,
  onToggle,
}: {
  entry: AuditEntry;
  open: boolean;
  onToggle: () => void;
}) {
  const { seq, at, actorName, role, via, entity, entityId, entityName, before, after, why } = entry;
  const date = new Date(at);
  const id = `entry-${entry.id}`;
  return (
    <>
      <tr className={cx("hover:bg-hover cursor-default", open && "bg-selected")} onClick={onToggle}>
        <Td numeric className="text-muted text-xs">
          {seq?.toLocaleString("en")}
        </Td>
        <Td className="text-xs whitespace-nowrap tabular-nums">
          <time dateTime={date.toISOString()} title={absoluteTime(date)}>
            {date.toLocaleTimeString("en-GB")}
          </time>
        </Td>
        <Td>
          <span className="block truncate">{actorName}</span>
          <span className="text-muted block truncate text-xs">
            {role}, {viaWords(via)}
          </span>
        </Td>
        <Td>
          <span className="flex min-w-0 items-center gap-1.5">
            <ActionBadge action={entry.action} />
            <span className="truncate">{plain(entity)}</span>
          </span>
          {entityName === null ? (
            <code className="text-muted block truncate text-xs" title={entityId}>
              {entityId}
            </code>
          ) : (
            <span className="text-muted block truncate text-xs" title={entityId}>
              {entityName}
            </span>
          )}
        </Td>
        <Td>
          {why && <span className="line-clamp-2">“{why}”</span>}
          <span className="text-muted line-clamp-2 text-xs break-words">
            {summary(before, after)}
          </span>
        </Td>
        <Td className="px-2 text-right">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            aria-label={`All of entry ${seq ?? entry.id}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
            className="text-muted hover:bg-hover hover:text-fg inline-flex size-7 items-center justify-center rounded-md"
          >
            <ChevronRight aria-hidden className={cx("size-4", open && "rotate-90")} />
          </button>
        </Td>
      </tr>
      {open && (
        <tr id={id}>
          <td colSpan={COLUMNS} className="bg-sunken border-line border-b px-6 py-4">
            <EntryDetail entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

function dayOf(at: Date | string): string {
  return new Date(at).toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
