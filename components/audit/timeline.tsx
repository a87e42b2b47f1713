"use client";

import { Ban, History } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ListBody } from "../ui/list-body.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { cx } from "../ui/cx.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Time } from "../ui/time.tsx";
import type { AuditEntry } from "./audit-table.tsx";
import { summary } from "./changes.ts";
import { ChangesView } from "./changes-view.tsx";
import { auditHref } from "./use-filters.ts";
import { actionWords, plain, viaWords } from "./words.ts";

interface Props {
  /** As the audit log calls it: `review`, `model-version`, `policy`, `member`. */
  entity: string;
  entityId: string;
}

/** What was done to one thing, by whom and why, newest first: its part of the audit record. For who may read that; nothing for others. */
export function Timeline({ entity, entityId }: Props) {
  return useCan("audit.read") ? <Story entity={entity} entityId={entityId} /> : null;
}

function Story({ entity, entityId }: Props) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = { limit: 20, entity, entityId };
  const log = usePages<AuditEntry>({
    queryKey: trpc.audit.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.audit.list.query({ ...input, cursor }, { signal }),
    refresh: 30_000,
  });
  const { items } = log;
  return (
    <ListBody
      query={log}
      count={items.length}
      what="what was done"
      empty={
        <EmptyState icon={<History aria-hidden />} title="Nothing is recorded yet">
          What is done to this {plain(entity)} appears here, with who did it and why.
        </EmptyState>
      }
    >
      <ol aria-label={`What was done to this ${plain(entity)}, newest first`} className="px-4 py-3">
        {items.map((entry, index) => (
          <Moment key={entry.id} entry={entry} last={index === items.length - 1} />
        ))}
      </ol>
      <p className="border-line text-muted border-t px-4 py-2 text-xs">
        <Link href={auditHref({ entity, entityId })} className="text-accent hover:underline">
          In the audit record
        </Link>
      </p>
    </ListBody>
  );
}

function Moment({ entry, last }: { entry: AuditEntry; last: boolean }) {
  const [open, setOpen] = useState(false);
  const { actorName, role, via, at, why, before, after } = entry;
  const { refused, said } = actionWords(entry.action);
  const changed = summary(before, after);
  return (
    <li className="relative flex gap-3 pb-4 last:pb-0">
      {!last && <span aria-hidden className="bg-line absolute top-5 bottom-0 left-[7px] w-px" />}
      <span
        className={cx(
          "bg-surface relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border",
          refused ? "border-danger text-danger" : "border-line-strong text-muted",
        )}
      >
        {refused ? (
          <Ban aria-hidden className="size-3" />
        ) : (
          <span aria-hidden className="size-1.5 rounded-full bg-current" />
        )}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span>
            <span className="font-medium">{actorName}</span>{" "}
            {refused ? (
              <span className="text-danger font-medium">was refused to {said}</span>
            ) : (
              said.toLowerCase()
            )}
          </span>
          <span className="text-muted text-xs">
            {role}, {viaWords(via)}
          </span>
          <Time at={at} className="text-muted ml-auto text-xs" />
        </p>
        {why && <p className="mt-0.5 text-sm break-words">“{why}”</p>}
        {changed && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="text-muted hover:text-fg mt-0.5 block max-w-full truncate text-left text-xs"
          >
            {open ? "Less" : changed}
          </button>
        )}
        {open && (
          <div className="border-line bg-sunken mt-1 rounded-md border px-3 py-1.5">
            <ChangesView before={before} after={after} />
          </div>
        )}
      </div>
    </li>
  );
}
