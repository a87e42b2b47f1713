"use client";
import { GitCompare, Play, X } from "lucide-react";
import { useState } from "react";
import { shortHash } from "../../ui/format.ts";
import { MoreButton } from "../../ui/more-button.tsx";
import { Loading, Problem } from "../../ui/states.tsx";
import { useNow } from "../../ui/use-now.ts";
import { usePages } from "../../ui/use-pages.ts";
import { RUN_STATUSES, type RunStatus } from "../../../workflows/core/run-statuses.ts";
import { isOver } from "../../runs/live-state.ts";
import { triggerSentence } from "../../../workflows/core/trigger-words.ts";

import { runTimeWords } from "../../runs/timeline.ts";
import { triggerMoment } from "../../runs/trigger-moment.ts";
import type { RunRow } from "../../runs/types.ts";
import { useTRPC, useTRPCClient } from "../../trpc.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { statusLook } from "../../ui/status-look.ts";
import { Time } from "../../ui/time.tsx";

const ALL = "all";
const PAGE = 25;
/** How often the list is read again, in milliseconds: more often while something in it goes on. */
const REFRESH = { busy: 3_000, idle: 15_000 };

/** The runs of this pipeline, newest first; one that is picked is shown on the canvas as it was run. */
export function RunsPanel({
  name,
  shown,
  onShow,
  onClose,
}: {
  name: string;
  shown: string | null;
  onShow: (runId: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [status, setStatus] = useState<RunStatus | typeof ALL>(ALL);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const input = { pipeline: name, limit: PAGE, ...(status === ALL ? {} : { status }) };
  const runs = usePages<RunRow>({
    queryKey: trpc.runs.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.runs.list.query({ ...input, cursor }, { signal }),
    refresh: (rows) => (rows.some((row) => !isOver(row.status)) ? REFRESH.busy : REFRESH.idle),
  });
  const { items } = runs;
  const now = useNow(items.some((row) => !isOver(row.status)));
  const toggle = (id: string) =>
    setChosen((before) =>
      // The comparison is of two: the third replaces the one chosen first.
      before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2),
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="runs">
      <header className="border-line flex items-center gap-2 border-b py-2 pr-2 pl-4">
        <h2 className="flex-1 text-base font-semibold">Runs</h2>
        <Select
          size="sm"
          aria-label="State"
          className="w-32"
          value={status}
          onValueChange={setStatus}
          options={[
            { value: ALL, label: "All states" },
            ...RUN_STATUSES.map((value) => ({ value, label: statusLook(value).label })),
          ]}
        />
        <IconButton size="sm" label="Close the runs" icon={<X aria-hidden />} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {runs.error && items.length === 0 ? (
          <div className="p-4">
            <Problem error={runs.error} retry={runs.refetch} />
          </div>
        ) : runs.isPending ? (
          <div className="p-4">
            <Loading what="runs" rows={6} />
          </div>
        ) : items.length === 0 ? (
          <EmptyState
            icon={<Play aria-hidden />}
            title={
              status === ALL ? "Not run yet" : `No run is ${statusLook(status).label.toLowerCase()}`
            }
          >
            {status === ALL
              ? "Press Run: the run is shown on the canvas, and kept here as it was run."
              : "Choose another state above."}
          </EmptyState>
        ) : (
          <>
            <ol>
              {items.map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  now={now}
                  current={row.id === shown}
                  chosen={chosen.includes(row.id)}
                  onShow={() => onShow(row.id)}
                  onChoose={() => toggle(row.id)}
                />
              ))}
            </ol>
            <MoreButton query={runs} />
          </>
        )}
      </div>
      {chosen.length > 0 && (
        <footer className="border-line flex items-center gap-2 border-t px-4 py-2 text-xs">
          <span className="text-muted flex-1">
            {chosen.length === 1 ? "Tick another run to compare" : "Two runs ticked"}
          </span>
          {chosen.length === 2 && (
            <LinkButton
              size="sm"
              icon={<GitCompare aria-hidden />}
              href={`/runs/compare?ids=${chosen.join(",")}`}
            >
              Compare
            </LinkButton>
          )}
        </footer>
      )}
    </div>
  );
}

function Row({
  row,
  now,
  current,
  chosen,
  onShow,
  onChoose,
}: {
  row: RunRow;
  now: number;
  current: boolean;
  chosen: boolean;
  onShow: () => void;
  onChoose: () => void;
}) {
  const how = triggerSentence(row.trigger, triggerMoment());
  return (
    <li
      aria-current={current || undefined}
      className="border-line aria-[current]:bg-selected hover:bg-hover relative flex gap-2 border-b py-2 pr-3 pl-4"
    >
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <StatusBadge status={row.status} />
          <button
            type="button"
            onClick={onShow}
            className="shrink-0 text-left text-sm font-medium after:absolute after:inset-0"
          >
            <code className="text-xs">{shortHash(row.id)}</code>
          </button>
          <span className="flex-1" />
          <span className="text-muted text-xs whitespace-nowrap tabular-nums">
            {runTimeWords(row, now)}
          </span>
        </div>
        {row.error && (
          <p className="text-danger mt-1 line-clamp-2 text-xs break-words" title={row.error}>
            {row.error}
          </p>
        )}
        <p className="text-muted mt-1 truncate text-xs" title={how}>
          {row.version === null ? "Draft" : `Version ${row.version}`} · <Time at={row.createdAt} />{" "}
          · {row.startedBy.name}
        </p>
        <p className="text-muted truncate text-xs" title={how}>
          {how}
        </p>
      </div>
      <Checkbox
        label={<span className="sr-only">Compare {shortHash(row.id)}</span>}
        className="relative z-10 mt-0.5"
        checked={chosen}
        onCheckedChange={onChoose}
      />
    </li>
  );
}
