"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import type { RunStatus } from "../../db/schema/runs.ts";
import { triggerSentence } from "../../workflows/core/trigger-words.ts";
import { ListBody } from "../ui/list-body.tsx";
import { ROW_CLASS, RowLink } from "../ui/row-link.tsx";
import { usePages } from "../ui/use-pages.ts";
import { useNow } from "../ui/use-now.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Select } from "../ui/select.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { UnservedSteps } from "../workers/unserved-steps.tsx";
import { isOver } from "./live-state.ts";
import { PlaceLine } from "./place-line.tsx";
import { RUN_STATUSES } from "./run-statuses.ts";
import { runTimeWords } from "./timeline.ts";
import { TriggerLine } from "./trigger-line.tsx";
import { triggerMoment } from "./trigger-moment.ts";
import type { RunRow } from "./types.ts";

const ALL = "all";

/** How often the list is read again, in milliseconds: more often while something in it goes on. */
const REFRESH = { busy: 3_000, idle: 15_000 };

/** All runs, newest first, by state and pipeline. */
export function RunsList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { status, pipeline, filter } = useFilters();
  const input = { limit: 50, ...(status ? { status } : {}), ...(pipeline ? { pipeline } : {}) };
  const runs = usePages<RunRow>({
    queryKey: trpc.runs.list.infiniteQueryKey(input),
    read: (cursor, signal) => client.runs.list.query({ ...input, cursor }, { signal }),
    refresh: (shown) => (shown.some((run) => !isOver(run.status)) ? REFRESH.busy : REFRESH.idle),
  });
  const { items } = runs;
  const filtered = status !== undefined || pipeline !== undefined;
  return (
    <>
      <PageHeader
        title="Runs"
        actions={<Filters status={status} pipeline={pipeline} filter={filter} />}
      />
      <UnservedSteps />
      <Card flush>
        <ListBody
          query={runs}
          count={items.length}
          what="runs"
          empty={<Empty filtered={filtered} onClear={() => filter({})} />}
        >
          <RunRows runs={items} />
        </ListBody>
      </Card>
    </>
  );
}

export function RunRows({ runs }: { runs: readonly RunRow[] }) {
  const now = useNow(runs.some(({ status }) => !isOver(status)));
  return (
    <Table caption="Runs, newest first">
      <thead>
        <tr>
          <Th className="w-32">State</Th>
          <Th className="w-2/5">Pipeline</Th>
          <Th className="hidden xl:table-cell">Run</Th>
          <Th>Started by</Th>
          <Th>Created</Th>
          <Th numeric>Time</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id} className={ROW_CLASS}>
            <Td>
              <div className="flex">
                <StatusBadge status={run.status} />
              </div>
            </Td>
            <Td className="max-w-0 min-w-48">
              <div className="flex min-w-0 items-baseline gap-2">
                <RowLink href={`/runs/${run.id}`}>{run.name}</RowLink>
                <span className="text-muted shrink-0 text-xs">
                  {run.version === null ? "draft" : `v${run.version}`}
                </span>
              </div>
              {run.position && (
                <div className="text-muted text-xs">
                  <PlaceLine place={run.position} />
                </div>
              )}
              {run.error && (
                <div className="text-muted line-clamp-2 text-xs break-words" title={run.error}>
                  {run.error}
                </div>
              )}
            </Td>
            <Td className="hidden xl:table-cell">
              <code className="text-muted text-xs">{run.id}</code>
            </Td>
            <Td className="max-w-80">
              <StartedBy run={run} />
            </Td>
            <Td className="whitespace-nowrap">
              <Time at={run.createdAt} />
            </Td>
            <Td numeric className="whitespace-nowrap">
              {runTimeWords(run, now)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What started it, and who, where that is not said already. */
function StartedBy({ run: { trigger, startedBy } }: { run: RunRow }) {
  const sentence = triggerSentence(trigger, triggerMoment());
  return (
    <>
      <div className="line-clamp-2" title={sentence}>
        <TriggerLine trigger={trigger} />
      </div>
      {!sentence.includes(startedBy.name) && (
        <div className="text-muted text-xs">{startedBy.name}</div>
      )}
    </>
  );
}

interface FilterValues {
  status?: RunStatus | undefined;
  pipeline?: string | undefined;
}

function Filters({
  status,
  pipeline,
  filter,
}: FilterValues & { filter: (values: FilterValues) => void }) {
  const trpc = useTRPC();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ limit: 200 }));
  const archived = useQuery(trpc.pipelines.list.queryOptions({ limit: 200, archived: true }));
  const names = new Set(
    [pipelines, archived].flatMap(({ data }) => data?.items.map(({ name }) => name) ?? []),
  );
  if (pipeline) names.add(pipeline);
  return (
    <>
      <div className="w-44">
        <Select
          size="sm"
          aria-label="Pipeline"
          value={pipeline ?? ALL}
          onValueChange={(next) => filter({ status, pipeline: next === ALL ? undefined : next })}
          options={[
            { value: ALL, label: "All pipelines" },
            ...[...names].map((name) => ({ value: name, label: name })),
          ]}
        />
      </div>
      <div className="w-36">
        <Select
          size="sm"
          aria-label="State"
          value={status ?? ALL}
          onValueChange={(next) => filter({ pipeline, status: next === ALL ? undefined : next })}
          options={[
            { value: ALL, label: "All states" },
            ...RUN_STATUSES.map((value) => ({ value, label: statusLook(value).label })),
          ]}
        />
      </div>
    </>
  );
}

/** The filters live in the address: a filtered list can be sent to somebody. */
function useFilters() {
  const search = useSearchParams();
  const router = useRouter();
  const status = RUN_STATUSES.find((known) => known === search.get("status"));
  const pipeline = search.get("pipeline") ?? undefined;
  const filter = (values: FilterValues) => {
    const next = new URLSearchParams();
    if (values.status) next.set("status", values.status);
    if (values.pipeline) next.set("pipeline", values.pipeline);
    router.replace(next.size > 0 ? `/runs?${next}` : "/runs", { scroll: false });
  };
  return { status, pipeline, filter };
}

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? (
    <EmptyState
      icon={<Play aria-hidden />}
      title="No run fits these filters"
      actions={<Button onClick={onClear}>Show all runs</Button>}
    >
      Choose another state or pipeline.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<Play aria-hidden />}
      title="Nothing has run yet"
      actions={
        <LinkButton href="/pipelines" variant="primary">
          Open pipelines
        </LinkButton>
      }
    >
      A run of a pipeline appears here as soon as it is started, and can be followed live. Open a
      pipeline, or take one from the gallery, and press Run.
    </EmptyState>
  );
}
