"use client";

import Link from "next/link";
import { useRef } from "react";
import { dateTime, exactTime } from "../ui/format.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import type { RunState } from "./live-state.ts";
import { PausedBy } from "./paused-by.tsx";
import { PlaceLine } from "./place-line.tsx";
import { RunActions } from "./run-actions.tsx";
import { runTimeWords } from "./timeline.ts";
import { TriggerLine } from "./trigger-line.tsx";
import type { RunDetails } from "./types.ts";
import { zoneOf } from "./trigger-zone.ts";

/** What the run is, how it stands, what started it, and what may be done with it. */
export function RunHeader({
  details,
  state,
  now,
  lost,
}: {
  details: RunDetails;
  state: RunState;
  now: number;
  lost: boolean;
}) {
  const { run } = details;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <header className="bg-surface border-line flex flex-wrap items-center gap-x-5 gap-y-2 border-b px-4 py-2.5">
      <div className="min-w-0">
        <p className="text-muted text-xs">
          <Link href="/runs" className="hover:text-fg hover:underline">
            Runs
          </Link>{" "}
          / <code>{run.id}</code>
        </p>
        <h1
          ref={heading}
          tabIndex={-1}
          className="truncate text-lg leading-tight font-semibold"
          title={run.name}
        >
          {run.name}
        </h1>
      </div>
      <dl className="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-1 text-sm">
        <Item name="State">
          <StatusBadge status={state.status} />
          {state.status === "queued" && run.position && (
            <span className="text-muted ml-2 text-xs">
              <PlaceLine place={run.position} />
            </span>
          )}
        </Item>
        {state.status === "paused" && state.paused && (
          <Item name="Paused by">
            <PausedBy {...state.paused} />
          </Item>
        )}
        <Item name="Time">
          <span className="tabular-nums">
            {runTimeWords({ ...state, createdAt: run.createdAt }, now)}
          </span>
        </Item>
        <Item name="Started by">
          {run.startedBy.name},{" "}
          <time dateTime={run.createdAt} title={exactTime(run.createdAt)}>
            {dateTime(run.createdAt)}
          </time>
        </Item>
        <Item name="What started it">
          <TriggerLine trigger={run.trigger} zone={zoneOf(details)} />
        </Item>
      </dl>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {lost && (
          <span role="status" className="text-warn text-xs">
            Connection lost, trying again…
          </span>
        )}
        <RunActions details={details} status={state.status} heading={heading} />
      </div>
    </header>
  );
}

function Item({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-2xs">{name}</dt>
      <dd className="leading-tight">{children}</dd>
    </div>
  );
}
