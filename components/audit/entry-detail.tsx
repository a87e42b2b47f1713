"use client";

import Link from "next/link";
import { Facts } from "../ui/facts.tsx";
import { Hash } from "../ui/hash.tsx";
import { absoluteTime } from "../ui/relative-time.ts";
import type { AuditEntry } from "./audit-table.tsx";
import { ChangesView } from "./changes-view.tsx";
import { placeOf } from "./place-of.ts";
import { auditHref } from "./use-filters.ts";
import { plain, viaWords } from "./words.ts";

/** All that an entry holds: the reason, what changed, and its place in the chain. */
export function EntryDetail({ entry }: { entry: AuditEntry }) {
  const { before, after, why, entity, entityId, entityName, actorId, actorName } = entry;
  const place = placeOf(entry);
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0">
        {why && <p className="mb-3 text-sm wrap-anywhere whitespace-pre-wrap">“{why}”</p>}
        <ChangesView before={before} after={after} />
      </div>
      <div className="text-xs">
        <Facts
          dense
          facts={[
            ["Entry", entry.seq?.toLocaleString("en")],
            ["At", absoluteTime(new Date(entry.at))],
            ["Who", actorName],
            ["As", `${entry.role}, ${viaWords(entry.via)}`],
            ["From", entry.source],
            ["Action", <code key="action">{entry.action}</code>],
            [
              "To",
              <span key="to">
                {plain(entity)} {entityName} <code className="break-all">{entityId}</code>
              </span>,
            ],
            ["Hash", entry.hash && <Hash key="hash" hash={entry.hash} />],
          ]}
        />
        <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1">
          {place && (
            <Link href={place} className="text-accent hover:underline">
              Open this {plain(entity)}
            </Link>
          )}
          <Link href={auditHref({ entity, entityId })} className="text-accent hover:underline">
            All about this {plain(entity)}
          </Link>
          <Link href={auditHref({ actor: actorId })} className="text-accent hover:underline">
            All by {actorName}
          </Link>
        </p>
      </div>
    </div>
  );
}
