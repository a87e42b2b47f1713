"use client";

import { useMutation } from "@tanstack/react-query";
import { RotateCw, Square } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { dateTime, exactTime, formatDuration, shortHash } from "../evidence/format.ts";
import { useCan } from "../shell/use-can.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { toast } from "../ui/toast.tsx";
import { isOver, type RunState } from "./live-state.ts";
import type { RunFacts } from "./types.ts";

/** What the run is, how it stands, and what may be done with it. */
export function RunHeader({
  run,
  state,
  now,
  lost,
}: {
  run: RunFacts;
  state: RunState;
  now: number;
  lost: boolean;
}) {
  const over = isOver(state.status);
  const began = Date.parse(state.startedAt ?? run.createdAt);
  const ended = state.finishedAt ? Date.parse(state.finishedAt) : now;
  return (
    <header className="bg-surface border-line flex flex-wrap items-center gap-x-5 gap-y-2 border-b px-4 py-2.5">
      <div className="min-w-0">
        <p className="text-muted text-xs">
          <Link href="/runs" className="hover:text-fg hover:underline">
            Runs
          </Link>{" "}
          / <code>{run.id}</code>
        </p>
        <h1 className="truncate text-lg leading-tight font-semibold">{run.name}</h1>
      </div>
      <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
        <Item name="State">
          <StatusBadge status={state.status} />
        </Item>
        <Item name="Time">
          <span className="tabular-nums">{formatDuration(ended - began)}</span>
        </Item>
        <Item name="Started by">
          {run.startedBy.name},{" "}
          <time dateTime={run.createdAt} title={exactTime(run.createdAt)}>
            {dateTime(run.createdAt)}
          </time>
        </Item>
        <Item name="Plan">
          <code className="text-xs" title={run.planHash}>
            {shortHash(run.planHash)}
          </code>
        </Item>
      </dl>
      <div className="ml-auto flex items-center gap-2">
        {lost && (
          <span role="status" className="text-warn text-xs">
            Connection lost, trying again…
          </span>
        )}
        <RunActions run={run} over={over} />
      </div>
    </header>
  );
}

function Item({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-2xs">{name}</dt>
      <dd className="leading-tight">{children}</dd>
    </div>
  );
}

function RunActions({ run, over }: { run: RunFacts; over: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const mayCancel = useCan("runs.control");
  const mayStart = useCan("runs.start");
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () =>
        toast.success("The run is being cancelled", "Its steps stop within seconds."),
      onError: (error) => toast.error("The run was not cancelled", error),
    }),
  );
  const rerun = useMutation(
    trpc.runs.rerun.mutationOptions({
      onSuccess: ({ runId }) => router.push(`/runs/${runId}`),
      onError: (error) => toast.error("The run was not started", error),
    }),
  );
  return (
    <>
      {!over && mayCancel && (
        <AlertDialog
          trigger={
            <Button size="sm" icon={<Square aria-hidden />}>
              Cancel run
            </Button>
          }
          title="Cancel this run?"
          description="Steps that run are stopped, and those not begun will not begin. What is done stays, and a later run reuses it. An open review of this run is closed."
          action="Cancel the run"
          onConfirm={() => cancel.mutateAsync({ id: run.id })}
        />
      )}
      {mayStart && (
        <Button
          size="sm"
          icon={<RotateCw aria-hidden />}
          pending={rerun.isPending}
          onClick={() => rerun.mutate({ id: run.id })}
        >
          Run again
        </Button>
      )}
    </>
  );
}
